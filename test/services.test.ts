import { describe, expect, it } from 'vitest';
import { lambdaIo } from '../src/lambda/lambda-io.ts';
import { servicesFor } from '../src/runtime/services.ts';
import { World } from './support/world.ts';

const needs = { clock: () => 'its own clock', store: () => 'its own store' };

describe('what a handler needs', () => {
  it('is made for one invocation', () => {
    const io = new World().io();
    expect(servicesFor(needs, io)).toEqual({ clock: 'its own clock', store: 'its own store', io });
  });

  it('may be another in a test, for what it names and for nothing else', () => {
    const io = { ...new World().io(), instead: { clock: () => 'another clock', processor: () => 'unasked' } };
    expect(servicesFor(needs, io)).toEqual({ clock: 'another clock', store: 'its own store', io });
  });

  it('is never another on Lambda', () => {
    expect(lambdaIo()({ getRemainingTimeInMillis: () => 1_000 })).not.toHaveProperty('instead');
  });
});
