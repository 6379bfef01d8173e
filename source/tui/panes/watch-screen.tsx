import type {Watch} from '../../wizard-engine/prompter.ts';
import {Say} from '../layout/say.tsx';
import type {Key} from '../keys/key.ts';
import type {Screen, Stage} from '../screens/screen.ts';

/** placeholder */
export class WatchScreen implements Screen {
	readonly isTyping = false;
	readonly isWhole = true;
	readonly #watch: Watch;
	readonly #leave: () => void;
	constructor(watch: Watch, _stage: Stage, ending: {leave(): void}) {
		this.#watch = watch;
		this.#leave = ending.leave;
	}
	hints() {
		return [{keys: 'q', does: 'leave'}];
	}
	help() {
		return [];
	}
	press(key: Key) {
		if (key.chord === 'q') this.#leave();
	}
	draw() {
		return <Say>{this.#watch.title}</Say>;
	}
}
