/**
 * Things that have a status, one type for each status: the fields that all of them have, and those of the status. A field that
 * other statuses have is `undefined`, so that it may be read of any of them and set of none but theirs. A status without its
 * fields does not compile.
 */
export type ByStatus<
  Status extends string,
  Common extends object,
  Fields extends Readonly<Record<Status, object>>,
> = Readonly<{
  [Name in Status]: Readonly<
    Common & { status: Name } & Fields[Name] & {
        [Other in Exclude<FieldOf<Fields[Status]>, keyof (Common & Fields[Name])>]?: undefined;
      }
  >;
}>;

/** The name of a field of any of them. */
type FieldOf<Any> = Any extends unknown ? keyof Any : never;
