/** A route as data and one function: what it takes, what it gives, and who may call. */
import type {Context} from 'hono';
import * as z from 'zod';
import type {Principal} from '../auth/accounts.ts';
import type {Caller} from '../auth/exchange.ts';
import {describeRoute} from '../http/describe-route.ts';
import type {PlatformApp, PlatformEnv} from '../http/platform-app.ts';
import {defaultBodyBytes, parseInput, readJsonBody} from '../http/request-body.ts';
import {signedIn} from '../http/signed-in.ts';
import type {PlatformParts} from '../parts.ts';

export interface Route {
	readonly method: 'get' | 'post';
	/** With `{name}` for its parameters. */
	readonly path: string;
	mount(app: PlatformApp, parts: PlatformParts): void;
}

type Fields = z.ZodObject;

/** For routes without parameters, query or body; a route names those it has after this. */
export const noInput = {params: z.object({}), query: z.object({}), body: z.unknown()} as const;

interface Definition<Params extends Fields, Query extends Fields, Body extends z.ZodType, Reply extends z.ZodType> {
	readonly method: 'get' | 'post';
	readonly path: string;
	readonly summary: string;
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	readonly maxBodyBytes?: number;
	/** Absent for what is no JSON: the handler answers with a response of its own. */
	readonly reply?: Reply;
	readonly status?: 200 | 201 | 202;
}

interface Call<Params, Query, Body> extends Caller {
	readonly params: Params;
	readonly query: Query;
	readonly body: Body;
	/** Aborted when the caller goes away. */
	readonly signal: AbortSignal;
	readonly header: (name: string) => string | undefined;
}

type Answer<Reply extends z.ZodType> = Promise<z.output<Reply> | Response>;

/** A route that needs a session. */
export function defineRoute<
	Reply extends z.ZodType,
	Params extends Fields,
	Query extends Fields,
	Body extends z.ZodType,
>(
	definition: Definition<Params, Query, Body, Reply>,
	handle: (
		call: Call<z.output<Params>, z.output<Query>, z.output<Body>> & {readonly principal: Principal},
		parts: PlatformParts,
	) => Answer<Reply>,
): Route {
	return route(definition, 'session', async (context, parts) => {
		// Before the request is looked at: a stranger learns nothing about what it takes.
		const principal = await signedIn(context.req.header('authorization'), parts.sessions);
		return handle({...(await readCall(context, definition)), principal}, parts);
	});
}

/** A route that anybody may call. */
export function definePublicRoute<
	Reply extends z.ZodType,
	Params extends Fields,
	Query extends Fields,
	Body extends z.ZodType,
>(
	definition: Definition<Params, Query, Body, Reply>,
	handle: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>, parts: PlatformParts) => Answer<Reply>,
): Route {
	return route(definition, 'public', async (context, parts) => handle(await readCall(context, definition), parts));
}

type PlatformContext = Context<PlatformEnv>;

function route<Params extends Fields, Query extends Fields, Body extends z.ZodType, Reply extends z.ZodType>(
	definition: Definition<Params, Query, Body, Reply>,
	access: 'public' | 'session',
	answer: (context: PlatformContext, parts: PlatformParts) => Answer<Reply>,
): Route {
	const {method, path, status = 200} = definition;
	return {
		method,
		path,
		mount(app, parts) {
			describeRoute(app, definition, access);
			app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), async context => {
				const answered = await answer(context, parts);
				return answered instanceof Response ? answered : Response.json(answered, {status});
			});
		},
	};
}

async function readCall<Params extends Fields, Query extends Fields, Body extends z.ZodType, Reply extends z.ZodType>(
	context: PlatformContext,
	{params, query, body, maxBodyBytes = defaultBodyBytes}: Definition<Params, Query, Body, Reply>,
) {
	const {req, env, var: variables} = context;
	const sent = req.method === 'GET' ? undefined : await readJsonBody(req.raw, maxBodyBytes);
	return {
		params: parseInput(params, req.param(), 'path'),
		query: parseInput(query, req.query(), 'query'),
		body: parseInput(body, sent, 'body'),
		signal: req.raw.signal,
		header: (name: string) => req.header(name),
		address: env?.remoteAddress ?? 'unknown',
		requestId: variables.requestId,
	};
}
