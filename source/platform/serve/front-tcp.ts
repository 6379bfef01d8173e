import type {Socket} from 'node:net';
import type {FrontTargets} from './front-targets.ts';

/** Passes a connection on as it is; each side may end its half first. */
export async function passConnection(client: Socket, targets: FrontTargets): Promise<void> {
	client.on('error', () => client.destroy());
	const passage = await targets.connect();
	if (passage === null || client.destroyed) {
		passage?.socket.destroy();
		client.destroy();
		return;
	}
	join(client, passage.socket);
}

/** What one side sends the other gets, until either is gone. */
export function join(client: Socket, app: Socket): void {
	client.on('close', () => app.destroy());
	app.on('close', () => client.destroy());
	client.pipe(app);
	app.pipe(client);
}
