import { describe, expect, it } from 'vitest';
import { faultNames } from '../../tools/faults/fault-table.ts';
import { servicesOf, templatesFor } from '../support/synth.ts';

describe('the test clock and the faults of the local environment', () => {
  it.each(['local', 'sandbox', 'production'])(
    'no template of stage %s contains the test clock or fault injection',
    async (stage) => {
      const templates = Object.values(await templatesFor({ stage, ...servicesOf(stage) }));
      const text = JSON.stringify(templates.map((template) => template?.toJSON()));
      expect(text).toContain('PROCESSOR_TRIGGERS');
      expect(text).not.toMatch(/x-test-fault|\/_local|x-payment-service|x-local-|clock/i);
      expect(faultNames.filter((name) => text.includes(name))).toEqual([]);
    },
  );
});
