/** The only file that reads process.env in code that runs on Lambda. */
export function requiredEnv(name: string): string {
  const value = optionalEnv(name);
  if (value === undefined)
    throw new Error(`${name} is not set: it comes from the function's environment in lib/service-function.ts`);
  return value;
}

export function optionalEnv(name: string): string | undefined {
  return process.env[name] || undefined;
}
