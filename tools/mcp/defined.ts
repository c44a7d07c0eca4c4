type Defined<Given> = { [Name in keyof Given]: Exclude<Given[Name], undefined> };

/** Zod gives optional fields as undefined, which the client's types do not allow. */
export const defined = <Given extends object>(given: Given): Defined<Given> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<Given>;
