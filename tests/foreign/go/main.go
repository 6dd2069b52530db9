// A second opinion on an evidence bundle, by the libraries of the Go checksum database.
//
//	foreign [-known checkpoint] [-leaves-only] BUNDLE KEYS
//
// It trusts the file KEYS (C2SP tlog-policy; every witness in it must have cosigned) and prints one
// line. Exit status 1: something does not hold.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

func main() {
	known := flag.String("known", "", "a checkpoint that was kept")
	leavesOnly := flag.Bool("leaves-only", false, "recompute the root from entries, nothing else")
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	begun := time.Now()
	tree, err := judge(flag.Arg(0), flag.Arg(1), *known, *leavesOnly)
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Printf("accepted: %d entries, root %v, %.6f s\n", tree.N, tree.Hash, time.Since(begun).Seconds())
}

func judge(bundle, keys, known string, leavesOnly bool) (tlog.Tree, error) {
	verifiers, err := readKeys(keys)
	if err != nil {
		return tlog.Tree{}, err
	}
	tree, err := readCheckpoint(filepath.Join(bundle, "checkpoint"), verifiers)
	if err != nil {
		return tree, err
	}
	hashes, err := leaves(bundle, tree.N)
	if err != nil {
		return tree, err
	}
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil {
		return tree, err
	}
	if root != tree.Hash {
		return tree, fmt.Errorf("root mismatch: the entries have %v, the log signed %v", root, tree.Hash)
	}
	if leavesOnly {
		return tree, nil
	}
	for _, check := range []func(string, tlog.Tree, stored) error{events, tiles, inclusion} {
		if err := check(bundle, tree, hashes); err != nil {
			return tree, err
		}
	}
	if known == "" {
		return tree, nil
	}
	return tree, consistency(bundle, tree, known, verifiers)
}

// stored holds the hashes of all complete subtrees, in the order of tlog.StoredHashIndex.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(s)) {
			return nil, errors.New("a hash is asked for that no entry makes")
		}
		found[i] = s[index]
	}
	return found, nil
}

// leaves hashes every entry of every bundle.
func leaves(bundle string, size int64) (stored, error) {
	var hashes stored
	for first := int64(0); first < size; first += width {
		entries, err := readEntries(bundle, first, least(width, size-first))
		if err != nil {
			return nil, err
		}
		for i, entry := range entries {
			more, err := tlog.StoredHashes(first+int64(i), entry, hashes)
			if err != nil {
				return nil, err
			}
			hashes = append(hashes, more...)
		}
	}
	return hashes, nil
}

func least(one, other int64) int64 {
	if one < other {
		return one
	}
	return other
}

func readEntries(bundle string, first, count int64) ([][]byte, error) {
	tile := tlog.Tile{H: height, L: -1, N: first / width, W: int(count)}
	data, err := os.ReadFile(filepath.Join(bundle, path(tile)))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, fmt.Errorf("%s is cut short", path(tile))
		}
		length := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+length {
			return nil, fmt.Errorf("%s is cut short", path(tile))
		}
		entries, data = append(entries, data[2:2+length]), data[2+length:]
	}
	if int64(len(entries)) != count {
		return nil, fmt.Errorf("%s has %d entries, not %d", path(tile), len(entries), count)
	}
	return entries, nil
}

// path is that of C2SP tlog-tiles, which leaves out the height and says entries for data.
func path(tile tlog.Tile) string {
	return strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "tile/data/", "tile/entries/", 1)
}

// events compares each line of events.ndjson with the entry that the log holds of it.
func events(bundle string, tree tlog.Tree, _ stored) error {
	file, err := os.Open(filepath.Join(bundle, "events.ndjson"))
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, 1<<20)
	for first := int64(0); first < tree.N; first += width {
		entries, err := readEntries(bundle, first, least(width, tree.N-first))
		if err != nil {
			return err
		}
		for i, entry := range entries {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return fmt.Errorf("events.ndjson ends before position %d", first+int64(i))
			}
			made, err := entryOf(line, first+int64(i))
			if err != nil {
				return err
			}
			if !bytes.Equal(made, entry) {
				return fmt.Errorf("the event of position %d is not the one in the log", first+int64(i))
			}
		}
	}
	if _, err := lines.ReadByte(); err == nil {
		return errors.New("events.ndjson goes on after the last signed event")
	}
	return nil
}

func entryOf(line []byte, position int64) ([]byte, error) {
	var event struct {
		Position int64
		Stream   string
		Version  uint64
		Topic    string
		State    []byte
	}
	if err := json.Unmarshal(line, &event); err != nil {
		return nil, fmt.Errorf("position %d: %w", position, err)
	}
	stream, err := hex.DecodeString(strings.ReplaceAll(event.Stream, "-", ""))
	if err != nil || len(stream) != 16 || event.Position != position {
		return nil, fmt.Errorf("position %d is no event", position)
	}
	digest := sha256.Sum256(event.State)
	entry := append([]byte{1}, stream...)
	entry = binary.BigEndian.AppendUint64(entry, event.Version)
	entry = binary.BigEndian.AppendUint16(entry, uint16(len(event.Topic)))
	return append(append(entry, event.Topic...), digest[:]...), nil
}

// folder reads tiles where a bundle has them; tlog.TileHashReader proves them against the root.
type folder string

func (f folder) Height() int { return height }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(string(f), path(tile)))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path(tile), len(data))
		}
		found = append(found, data)
	}
	return found, nil
}

// tiles reads every leaf hash through tlog.TileHashReader, and compares it with its entry's.
func tiles(bundle string, tree tlog.Tree, hashes stored) error {
	reader := tlog.TileHashReader(tree, folder(bundle))
	for first := int64(0); first < tree.N; first += width {
		var indexes []int64
		for n := first; n < least(first+width, tree.N); n++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, n))
		}
		found, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		made, _ := hashes.ReadHashes(indexes)
		for i := range found {
			if found[i] != made[i] {
				return fmt.Errorf("the tile of position %d holds another hash", first+int64(i))
			}
		}
	}
	return nil
}

// inclusion proves some entries by the tiles alone: the first, the last, and a few between.
func inclusion(bundle string, tree tlog.Tree, hashes stored) error {
	reader := tlog.TileHashReader(tree, folder(bundle))
	for n := int64(0); n < tree.N; n += 1 + (tree.N-1)/7 {
		proof, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return err
		}
		leaf, _ := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaf[0]); err != nil {
			return err
		}
	}
	return nil
}

// consistency proves by the tiles alone that the checkpoint that was kept is the beginning.
func consistency(bundle string, tree tlog.Tree, known string, verifiers []note.Verifier) error {
	old, err := readCheckpoint(known, verifiers)
	if err != nil {
		return err
	}
	if old.N > tree.N {
		return fmt.Errorf("rollback: %d entries were known, and there are %d", old.N, tree.N)
	}
	if old.N == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(tree.N, old.N, tlog.TileHashReader(tree, folder(bundle)))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

func readCheckpoint(file string, verifiers []note.Verifier) (tlog.Tree, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, err
	}
	if len(opened.Sigs) != len(verifiers) || len(opened.UnverifiedSigs) != 0 {
		return tlog.Tree{}, fmt.Errorf("%d keys signed and %d unknown ones, of %d known",
			len(opened.Sigs), len(opened.UnverifiedSigs), len(verifiers))
	}
	lines := strings.SplitN(opened.Text, "\n", 4)
	if len(lines) < 4 || lines[0] != verifiers[0].Name() {
		return tlog.Tree{}, errors.New("the checkpoint is of another log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// readKeys gives the log's key first; quorums are not counted here.
func readKeys(file string) ([]note.Verifier, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var logs, witnesses []note.Verifier
	for _, line := range strings.Split(string(data), "\n") {
		words := strings.Fields(line)
		switch {
		case len(words) >= 2 && words[0] == "log":
			key, err := note.NewVerifier(words[1])
			if err != nil {
				return nil, err
			}
			logs = append(logs, key)
		case len(words) >= 3 && words[0] == "witness":
			key, err := newWitness(words[2])
			if err != nil {
				return nil, err
			}
			witnesses = append(witnesses, key)
		}
	}
	if len(logs) == 0 {
		return nil, errors.New("no key of a log")
	}
	return append(logs, witnesses...), nil
}

// witness is a verifier of C2SP tlog-cosignature, type 0x04, which x/mod has not.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("a witness has no key")
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != 4 {
		return nil, fmt.Errorf("the key of %s is no cosigning key", parts[0])
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), data...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, fmt.Errorf("the key of %s has another id", parts[0])
	}
	return &witness{parts[0], hash, data[1:]}, nil
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }

func (w *witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(signature))
	return ed25519.Verify(w.key, append([]byte(head), text...), signature[8:])
}
