import { createHash } from 'node:crypto';

/**
 * Merkle trees of RFC 6962, section 2.1: SHA-256, with leaves and nodes hashed under different prefixes, so that no node can
 * pass for a leaf. https://www.rfc-editor.org/rfc/rfc6962#section-2.1
 */
export type Hash = Buffer;

const sha256 = (...parts: readonly Uint8Array[]): Hash => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

export const leafHash = (entry: Uint8Array): Hash => sha256(leafPrefix, entry);
const nodeHash = (left: Hash, right: Hash): Hash => sha256(nodePrefix, left, right);

/** Root of a tree to which leaves are appended, in memory logarithmic in their number. */
export class MerkleRoot {
  /** Complete subtrees from left to right; their sizes are the bits of the count. */
  readonly #subtrees: Hash[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  append(leaf: Hash): void {
    let merged = leaf;
    for (let size = this.#count; size % 2 === 1; size = Math.floor(size / 2)) {
      merged = nodeHash(this.#subtrees.pop() as Hash, merged);
    }
    this.#subtrees.push(merged);
    this.#count++;
  }

  root(): Hash {
    return this.#subtrees.length === 0 ? sha256() : this.#subtrees.reduceRight((right, left) => nodeHash(left, right));
  }
}

export function merkleRoot(leaves: Iterable<Hash>): Hash {
  const tree = new MerkleRoot();
  for (const leaf of leaves) tree.append(leaf);
  return tree.root();
}

/** The audit path of a leaf, from its sibling up: with it, `verifiesInclusion` needs no other leaf. */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  if (!(Number.isInteger(index) && index >= 0 && index < leaves.length)) throw new RangeError('there is no such leaf');
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), merkleRoot(right)]
    : [...inclusionProof(right, index - split), merkleRoot(left)];
}

type Inclusion = Readonly<{ leaf: Hash; index: number; count: number; proof: readonly Hash[]; root: Hash }>;

/** Whether a proof leads from a leaf to a root. */
export const verifiesInclusion = ({ leaf, index, count, proof, root }: Inclusion): boolean =>
  Number.isInteger(index) && index >= 0 && index < count && rootBy(leaf, index, count, proof)?.equals(root) === true;

function rootBy(leaf: Hash, index: number, count: number, proof: readonly Hash[]): Hash | undefined {
  const sibling = proof.at(-1);
  if (count === 1) return sibling === undefined ? leaf : undefined;
  if (sibling === undefined) return undefined;
  const split = largestPowerBelow(count);
  const isLeft = index < split;
  const below = isLeft
    ? rootBy(leaf, index, split, proof.slice(0, -1))
    : rootBy(leaf, index - split, count - split, proof.slice(0, -1));
  if (below === undefined) return undefined;
  return isLeft ? nodeHash(below, sibling) : nodeHash(sibling, below);
}

/** The largest power of two that is less than a number above 1. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
