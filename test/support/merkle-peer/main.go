// Program merkle-peer judges Merkle trees by an implementation of RFC 6962 that is not ours: golang.org/x/mod/sumdb/tlog.
// It reads {"leaves": [hex], "proofs": [[hex]]} and prints {"root": hex, "proofs": [[hex]], "accepted": [bool]}: its own root and
// proofs, and whether it accepts the given ones.
package main

import (
	"encoding/hex"
	"encoding/json"
	"log"
	"os"

	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Leaves []string   `json:"leaves"`
	Proofs [][]string `json:"proofs"`
}

type answer struct {
	Root     string     `json:"root"`
	Proofs   [][]string `json:"proofs"`
	Accepted []bool     `json:"accepted"`
}

func main() {
	var asked question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		log.Fatal(err)
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	for n, text := range asked.Leaves {
		entry, err := hex.DecodeString(text)
		if err != nil {
			log.Fatal(err)
		}
		hashes, err := tlog.StoredHashes(int64(n), entry, reader)
		if err != nil {
			log.Fatal(err)
		}
		stored = append(stored, hashes...)
	}
	size := int64(len(asked.Leaves))
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		log.Fatal(err)
	}
	out := answer{Root: hex.EncodeToString(root[:])}
	for n, given := range asked.Proofs {
		own, err := tlog.ProveRecord(size, int64(n), reader)
		if err != nil {
			log.Fatal(err)
		}
		out.Proofs = append(out.Proofs, texts(own))
		entry, _ := hex.DecodeString(asked.Leaves[n])
		err = tlog.CheckRecord(proofOf(given), size, root, int64(n), tlog.RecordHash(entry))
		out.Accepted = append(out.Accepted, err == nil)
	}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}

func texts(hashes []tlog.Hash) []string {
	all := make([]string, len(hashes))
	for i, hash := range hashes {
		all[i] = hex.EncodeToString(hash[:])
	}
	return all
}

func proofOf(given []string) tlog.RecordProof {
	proof := make(tlog.RecordProof, len(given))
	for i, text := range given {
		bytes, err := hex.DecodeString(text)
		if err != nil || len(bytes) != len(proof[i]) {
			log.Fatal("a hash is not 32 bytes of hex")
		}
		copy(proof[i][:], bytes)
	}
	return proof
}
