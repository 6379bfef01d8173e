import type {LadderLayer, LayerResult} from '../../../shared/health-ladder.ts';

export interface Finding {
	readonly status: LayerResult['status'];
	readonly detail: string;
	/** The least change that mends it. */
	readonly fix?: string;
}

/** One layer between here and the secrets. A provider supplies those it has; the runner climbs them in the ladder's order. */
export interface Rung {
	readonly name: LadderLayer;
	/** A `WizardError` that it throws breaks the rung: its message is the detail, its hint the fix. */
	look(): Promise<Finding>;
}

export const holds = (detail: string): Finding => ({status: 'ok', detail});
export const doubtful = (detail: string, fix: string): Finding => ({status: 'warn', detail, fix});
export const broken = (detail: string, fix: string): Finding => ({status: 'failed', detail, fix});
/** It does not apply here, which is neither good nor bad. */
export const passed = (detail: string): Finding => ({status: 'skipped', detail});
