import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { inclusionProof, leafHash, merkleRoot, verifiesInclusion } from '../../src/domain/merkle.ts';
import { merklePeer, missing } from '../support/peers.ts';

type Verdict = Readonly<{ root: string; proofs: readonly (readonly string[])[]; accepted: readonly boolean[] }>;

const entriesOf = (count: number) => Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));
const hexOf = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

function judge(entries: readonly Buffer[], proofs: readonly (readonly Buffer[])[]): Verdict {
  const input = JSON.stringify({ leaves: hexOf(entries), proofs: proofs.map(hexOf) });
  return JSON.parse(execFileSync(String(merklePeer), { input, encoding: 'utf8', maxBuffer: 2 ** 28 }));
}

describe.skipIf(merklePeer === undefined)(`Go's tlog${merklePeer ? '' : missing('merkle-peer')}`, () => {
  it.each([1, 2, 3, 5, 8, 13, 64, 100, 255])('has our root and our proofs for a Merkle tree of %d leaves', (count) => {
    const entries = entriesOf(count);
    const leaves = entries.map(leafHash);
    const proofs = leaves.map((_, index) => inclusionProof(leaves, index));
    const verdict = judge(entries, proofs);
    expect(verdict.root).toBe(merkleRoot(leaves).toString('hex'));
    expect(verdict.proofs).toEqual(proofs.map(hexOf));
    expect(verdict.accepted).toEqual(leaves.map(() => true));
    const root = Buffer.from(verdict.root, 'hex');
    const ours = verdict.proofs.map((proof, index) => {
      const leaf = leaves[index] ?? root;
      return verifiesInclusion({ leaf, index, count, proof: proof.map((hash) => Buffer.from(hash, 'hex')), root });
    });
    expect(ours).toEqual(verdict.accepted);
  });

  it('refuses a proof in which one byte is changed', () => {
    const entries = entriesOf(21);
    const leaves = entries.map(leafHash);
    const proofs = leaves.map((_, index) => inclusionProof(leaves, index));
    const first = proofs[7]?.[0];
    if (first !== undefined) first[3] = (first[3] ?? 0) ^ 1;
    expect(judge(entries, proofs).accepted).toEqual(leaves.map((_, index) => index !== 7));
  });
});
