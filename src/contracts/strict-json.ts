import { Refusal, type RefusalCode } from '../domain/refusal.ts';

/** A number as it was written: `100.50` must not become a float on its way to money. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type JsonValue = string | boolean | null | JsonNumber | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** How much one text may hold. `mostMembers` counts those of all objects and lists in it. */
export type JsonLimits = Readonly<{ longestString: number; mostMembers: number; deepest: number }>;

const limitsOfRequests: JsonLimits = { longestString: 2048, mostMembers: 128, deepest: 8 };
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const words = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/**
 * Reads JSON (RFC 8259) by its letter, with bounds, refusing what two readers could understand in two ways. `limits` are
 * those that differ from the limits of requests.
 */
export function parseStrictJson(text: string, limits: Partial<JsonLimits> = {}): JsonValue {
  const reader = new Reader(text, { ...limitsOfRequests, ...limits });
  const value = reader.value(0);
  reader.end();
  return value;
}

/** Names that mean something to JavaScript are no names of ours. */
export function refuseForbiddenKey(key: string): void {
  if (forbiddenKeys.has(key)) throw refusal('forbidden_key', `"${key}" is not allowed as a key`);
}

export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

class Reader {
  readonly #text: string;
  readonly #limits: JsonLimits;
  #at = 0;
  #keys = 0;

  constructor(text: string, limits: JsonLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  value(depth: number): JsonValue {
    this.#skipSpace();
    const first = this.#text[this.#at];
    const { deepest } = this.#limits;
    if (depth === deepest && (first === '{' || first === '[')) {
      throw refusal('too_deep', `the body nests deeper than ${deepest}`);
    }
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    for (const [word, value] of words) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    return this.#number();
  }

  end(): void {
    this.#skipSpace();
    if (this.#at !== this.#text.length) throw this.#invalid();
  }

  #object(depth: number): JsonObject {
    const object: Record<string, JsonValue> = Object.create(null);
    this.#members('}', () => {
      if (this.#text[this.#at] !== '"') throw this.#invalid();
      const key = this.#string();
      refuseForbiddenKey(key);
      if (key in object) throw refusal('duplicate_key', 'a key stands twice in one object');
      this.#skipSpace();
      if (this.#text[this.#at++] !== ':') throw this.#invalid();
      object[key] = this.value(depth + 1);
    });
    return object;
  }

  #array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.#members(']', () => array.push(this.value(depth + 1)));
    return array;
  }

  #members(close: string, member: () => void): void {
    this.#at++;
    this.#skipSpace();
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    const { mostMembers } = this.#limits;
    for (;;) {
      if (++this.#keys > mostMembers) throw refusal('too_many_keys', `the body has more than ${mostMembers} members`);
      this.#skipSpace();
      member();
      this.#skipSpace();
      const next = this.#text[this.#at++];
      if (next === close) return;
      if (next !== ',') throw this.#invalid();
    }
  }

  #string(): string {
    const start = this.#at++;
    for (let code = 0; code !== 0x22; this.#at++) {
      code = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(code) || code < 0x20) throw this.#invalid();
      if (code === 0x5c) this.#at++;
    }
    const value = this.#unescaped(this.#text.slice(start, this.#at));
    const { longestString } = this.#limits;
    if (value.length > longestString) throw refusal('string_too_long', `a string is longer than ${longestString}`);
    if (!value.isWellFormed()) throw refusal('invalid_unicode', 'a string holds half of a surrogate pair');
    return value;
  }

  #unescaped(literal: string): string {
    try {
      return JSON.parse(literal);
    } catch {
      throw this.#invalid();
    }
  }

  #number(): JsonNumber {
    number.lastIndex = this.#at;
    const text = number.exec(this.#text)?.[0];
    if (text === undefined) throw this.#invalid();
    this.#at += text.length;
    return new JsonNumber(text);
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '#')) this.#at++;
  }

  /** Says where, but not what: the body may hold a secret. */
  #invalid(): Refusal {
    return refusal('invalid_json', `the body is not JSON: unexpected text at character ${this.#at + 1}`);
  }
}

const refusal = (code: RefusalCode, detail: string) => new Refusal(code, detail);
