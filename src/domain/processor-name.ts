/** The processors of this release, the simulated one first. Each has its makers in src/processor/current.ts and current-with-events.ts. */
export const processorNames = ['simulated', 'stripe', 'mollie'] as const;
export type ProcessorName = (typeof processorNames)[number];

export const isProcessorName = (text: string): text is ProcessorName => processorNames.some((name) => name === text);

/** The form of a name. Older releases kept reports under names that no processor has. */
export const hasFormOfProcessorName = (text: string): boolean => /^[a-z][a-z0-9-]{0,39}$/.test(text);
