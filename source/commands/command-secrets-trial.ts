/** "Test now" beside the address and the token: the health check as far as that answer goes. */
import {providerKind} from '../core/secrets/all-providers.ts';
import {type LadderLayer, ladderLayers, type LayerResult} from '../shared/health-ladder.ts';
import {textAt} from '../shared/narrow.ts';
import {Secret} from '../shared/secret.ts';
import type {KnownAnswer} from '../wizard-engine/session.ts';
import {providerTools} from './command-onboarding.ts';
import type {Services} from './command-services.ts';

const reach: Readonly<Record<string, LadderLayer>> = {vaultAddr: 'service', vaultToken: 'token'};

export const testableSteps: readonly string[] = Object.keys(reach);

/** What trying an answer shows: the first layer that does not hold, or the last one that it decides. */
export async function tryAnswer(
	services: Services,
	{
		step,
		value,
		answers,
		known,
	}: {
		readonly step: string;
		readonly value: unknown;
		readonly answers: Readonly<Record<string, unknown>>;
		readonly known: Readonly<Record<string, KnownAnswer>>;
	},
): Promise<LayerResult> {
	const given: Readonly<Record<string, unknown>> = {...answers, [step]: value};
	const token = given['vaultToken'];
	const settings = {
		VAULT_ADDR: textAt(given, 'vaultAddr') ?? '',
		// The address is tried before there is a token; what stands here is sent to nobody that matters.
		VAULT_TOKEN: step === 'vaultToken' && token instanceof Secret ? token : new Secret('none-yet'),
		VAULT_SECRETS_PATH: textAt(known['vaultSecretsPath'], 'value') ?? 'secret/app',
	};
	const provider = providerKind('vault_dev').open(settings, await providerTools(services, settings));
	const {layers} = await provider.healthCheck();
	const last = reach[step] ?? 'service';
	const tried = layers.slice(0, ladderLayers.indexOf(last) + 1);
	const shown = tried.find(({status}) => status === 'failed') ?? tried.at(-1);
	if (shown === undefined) throw new Error('the health check has no layers');
	return shown;
}
