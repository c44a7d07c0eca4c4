/**
 * A beancount file in the journal format of hledger: the same transactions, and each balance as an assertion. hledger allows no
 * difference at all in either, so it needs no tolerances.
 */
export async function* hledgerJournal(
  beancount: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<string, void> {
  yield 'decimal-mark .';
  for await (const line of beancount) {
    const [, date, account, amount, currency] = /^(\S+) balance (\S+) {2}(\S+) ~ \S+ (\S+)$/.exec(line) ?? [];
    if (date !== undefined) {
      yield `${date} assertion`;
      yield `  ${account}  0 ${currency} = ${amount} ${currency}`;
      yield '';
    } else if (/^\S+ \* /.test(line) || /^ {2}[A-Z]/.test(line) || line === '') yield line;
  }
}
