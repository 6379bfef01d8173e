/** The version of the API that we speak, in the place where clients look for the server's. */
export const vaultVersion = '2.0.0';
