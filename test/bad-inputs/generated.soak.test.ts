import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refusalIn, wrongWith } from './generated-answers.ts';
import { type GeneratedRequest, generatedRequest } from './generated-requests.ts';
import { GeneratedWorld } from './generated-world.ts';

/** BAD_INPUTS=100000 is the full run; BAD_INPUTS_SEED makes others. */
const count = Number(process.env.BAD_INPUTS ?? 10_000);
const seed = Number(process.env.BAD_INPUTS_SEED ?? 20_261_121);

it(`${count} generated requests to the handlers: each refusal is a documented one, and stores nothing`, async () => {
  let world = await GeneratedWorld.made();
  const seen = new Map<string, number>();
  const property = fc.asyncProperty(generatedRequest, async (request: GeneratedRequest) => {
    const { answer, hasChanged } = await world.answer(request);
    if (hasChanged) world = await GeneratedWorld.made();
    const headers = new Headers(answer.headers as Record<string, string>);
    const body = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8');
    const given = { status: answer.statusCode, header: (name: string) => headers.get(name) ?? undefined, body };
    const code = refusalIn(request, given) ?? 'answered';
    seen.set(code, (seen.get(code) ?? 0) + 1);
    const wrong = wrongWith(request, given, hasChanged);
    if (wrong.length > 0)
      throw new Error(`${wrong.join('; ')}: ${answer.statusCode} ${body.toString('latin1').slice(0, 400)}`);
  });
  await fc.assert(property, { numRuns: count, seed });
  console.log(
    `${count} generated requests by seed ${seed}:`,
    Object.fromEntries([...seen].sort(([, one], [, other]) => other - one)),
  );
  expect(seen.get('answered')).toBeGreaterThan(count / 50);
  expect(seen.size).toBeGreaterThan(30);
});
