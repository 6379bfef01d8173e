/** The official client by its names: a bundler gives a CommonJS package that is loaded on first use no names of its own. */
export {AuthorizationError, connect, errors, nkeyAuthenticator} from '@nats-io/transport-node';
