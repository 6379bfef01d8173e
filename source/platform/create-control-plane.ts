/** The control plane's HTTP API as one fetch function: no socket, no disk. */
import {OpenAPIHono} from '@hono/zod-openapi';
import {v7 as uuidv7} from 'uuid';
import {toWizardError, WizardError} from '../shared/errors.ts';
import {loggable} from './http/loggable.ts';
import type {PlatformApp, PlatformEnv} from './http/platform-app.ts';
import {problemResponse} from './http/problem.ts';
import type {PlatformParts} from './parts.ts';
import {allRoutes} from './routes/all-routes.ts';
import {storeError} from './store/store-error.ts';

export function createControlPlane(parts: PlatformParts): PlatformApp {
	const {clock, log, version} = parts;
	const app: PlatformApp = new OpenAPIHono<PlatformEnv>();

	app.use(async (context, next) => {
		const started = clock.monotonic();
		const requestId = requestIdOf(context.req.header('x-request-id'));
		context.set('requestId', requestId);
		await next();
		context.header('x-request-id', requestId);
		context.header('x-content-type-options', 'nosniff');
		if (!context.res.headers.has('cache-control')) context.header('cache-control', 'no-store');
		log({
			level: context.res.status >= 500 ? 'error' : 'info',
			event: 'request',
			request_id: requestId,
			method: context.req.method,
			path: context.req.path.slice(0, 200),
			status: context.res.status,
			duration_ms: Math.round(clock.monotonic() - started),
		});
	});

	app.onError((thrown, context) => {
		const requestId = context.var.requestId;
		const error = toWizardError(storeError(thrown) ?? thrown);
		if (error.code === 'internal/bug' || error.code === 'platform/store-failed')
			log({level: 'error', event: 'request-failed', request_id: requestId, ...loggable(thrown)});
		return problemResponse(error, requestId);
	});

	app.notFound(context => problemResponse(unknownPath(), context.var.requestId));

	for (const route of allRoutes) route.mount(app, parts);
	app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
		type: 'http',
		scheme: 'bearer',
		bearerFormat: 'JWT',
		description: 'The session_token of POST /api/cli/auth',
	});
	app.doc31('/openapi.json', {openapi: '3.1.0', info: {title: 'cs-wizard platform', version}});
	return app;
}

/** A caller's own id is kept when it is one, so that both sides' logs can be laid side by side. */
function requestIdOf(sent: string | undefined): string {
	return sent !== undefined && /^[\w-]{8,64}$/.test(sent) ? sent : uuidv7();
}

function unknownPath(): WizardError {
	return new WizardError('api/not-found', {
		message: 'There is nothing at this address.',
		hint: 'The API is described at /openapi.json.',
	});
}
