/** The environment the tour was started in; only PATH and DATABASE_URL go on to what it starts. */
// biome-ignore lint/style/noProcessEnv: a program reads its environment in one place, this one
export const ownEnv: Readonly<Record<string, string | undefined>> = process.env;
