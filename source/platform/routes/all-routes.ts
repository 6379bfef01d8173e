import {buildLines} from './build-lines.ts';
import {buildLogs} from './build-logs.ts';
import {cancelDeployment} from './cancel-deployment.ts';
import {cliAppToken} from './cli-app-token.ts';
import {cliAuth} from './cli-auth.ts';
import {cliCreateService} from './cli-create-service.ts';
import {cliLogout} from './cli-logout.ts';
import {cliRefresh} from './cli-refresh.ts';
import {cliServiceDetails} from './cli-service-details.ts';
import {cliServices} from './cli-services.ts';
import {createDeployment} from './create-deployment.ts';
import {deploymentLogs} from './deployment-logs.ts';
import {getDeployment} from './get-deployment.ts';
import {health} from './health.ts';
import {listDeployments} from './list-deployments.ts';
import type {Route} from './route.ts';
import {serviceLogs} from './service-logs.ts';

export const allRoutes: readonly Route[] = [
	health,
	cliAuth,
	cliRefresh,
	cliLogout,
	cliAppToken,
	cliServices,
	cliServiceDetails,
	cliCreateService,
	buildLines,
	createDeployment,
	listDeployments,
	getDeployment,
	cancelDeployment,
	deploymentLogs,
	serviceLogs,
	buildLogs,
];
