import { join } from 'node:path';
import type { Plugin } from 'esbuild';

const replacement = join(import.meta.dirname, '..', 'src', 'bundle-replacements', 'absent-providers.ts');

/**
 * Leaves out the adapters of providers that a stage has no key for: without it, their code could do nothing. In the same way, kept
 * stages are without the simulated processor, which takes no money (lib/processor-options.ts), and stages that are not traced without
 * the recorder of traces. All sources of one call that name their providers are of one stage.
 */
export function withoutOtherProviders(
  sources: readonly Readonly<{ providers?: readonly string[] | undefined }>[],
): Plugin {
  const named = sources.flatMap(({ providers }) => (providers === undefined ? [] : [providers]));
  return {
    name: 'without-other-providers',
    setup({ onResolve }) {
      if (named.length === 0) return;
      const kept = new Set(named.flat());
      onResolve({ filter: /[/][a-z]+(-events)?-of-stage\.ts$/ }, ({ path }) => {
        const provider = /([a-z]+)(-events)?-of-stage\.ts$/.exec(path)?.[1] ?? '';
        return kept.has(provider) ? undefined : { path: replacement };
      });
    },
  };
}
