// Package vault encrypts what could hurt a person: cells of the store and chunks of documents.
//
// It owns keys and formats: one root key, one random key per case wrapped under it, a key per column by HKDF,
// AES-256-GCM bound to its place, blind-index tokens. It owns no SQL and knows no noun of the work.
// Algorithms are those of Canada's Protected B list (AES-GCM, SHA-2, HMAC, HKDF; ITSP.40.111).
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"sync"
)

// KeySize is the length of every key in bytes (AES-256).
const KeySize = 32

// format is the first byte of every cell; a reader refuses what it does not know.
const format = 1

// alg is the second byte: 1 is AES-256-GCM with a random 96-bit nonce.
const alg = 1

// ErrSealed says that a cell, a key or a row does not open in its place: it was changed, moved, or belongs to
// another key. The text names no place, so that it may be logged.
var ErrSealed = errors.New("vault: does not open in its place")

// Vault holds the root key of an installation. It is safe for concurrent use.
type Vault struct {
	wrap  cipher.AEAD
	index sync.Pool // of HMACs under the key of the blind index
	sys   *Key
	keys  Kept[*Key] // unwrapped, by owner and wrapped bytes
}

// New opens a vault on a root key of KeySize bytes.
func New(root []byte) (*Vault, error) {
	if len(root) != KeySize {
		return nil, fmt.Errorf("vault: root key has %d bytes, want %d", len(root), KeySize)
	}
	derive := func(info string) []byte {
		k, err := hkdf.Key(sha256.New, root, nil, info, KeySize)
		if err != nil {
			panic(err) // only for absurd lengths
		}
		return k
	}
	wrap, err := gcm(derive("passage1|wrap"))
	if err != nil {
		return nil, err
	}
	index := derive("passage1|index")
	return &Vault{wrap: wrap, index: sync.Pool{New: func() any { return hmac.New(sha256.New, index) }}, sys: &Key{raw: derive("passage1|system"), owner: "system"},
		keys: Kept[*Key]{Most: kept}}, nil
}

// CreateKeyFile writes a new random root key to path with mode 0600; it never overwrites one.
func CreateKeyFile(path string) error {
	k := make([]byte, KeySize)
	rand.Read(k)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(k); err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// OpenKeyFile opens the vault whose root key stands in path. A file that others may read is refused.
func OpenKeyFile(path string) (*Vault, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if st.Mode().Perm()&fs.FileMode(0o077) != 0 {
		return nil, errors.New("vault: the key file may be read by others; set its mode to 0600")
	}
	k, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return New(k)
}

func gcm(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(b)
}

// System is the key of rows that belong to no case: accounts, ledger texts, saved posts.
func (v *Vault) System() *Key { return v.sys }

// NewKey makes a random key for owner (a case) and returns it with its wrapped form for the store.
func (v *Vault) NewKey(owner string) (*Key, []byte) {
	raw := make([]byte, KeySize)
	rand.Read(raw)
	k := &Key{raw: raw, owner: owner}
	wrapped := v.wrap.Seal([]byte{format, alg}, nil, raw, []byte("key|"+owner))
	// GCM does not commit to its key; the commitment keeps two keys from sharing one wrapping.
	return k, append(wrapped, k.commitment()...)
}

// kept is how many unwrapped keys stay in memory: a busy office has a few hundred open cases.
const kept = 4096

// Unwrap opens the wrapped key of owner. It returns ErrSealed when the bytes are not that owner's key.
func (v *Vault) Unwrap(owner string, wrapped []byte) (*Key, error) {
	return v.keys.Open(append([]byte(owner), wrapped...), func() (*Key, error) { return v.unwrap(owner, wrapped) })
}

func (v *Vault) unwrap(owner string, wrapped []byte) (*Key, error) {
	if len(wrapped) < 2+sha256.Size || wrapped[0] != format || wrapped[1] != alg {
		return nil, ErrSealed
	}
	n := len(wrapped) - sha256.Size
	raw, err := v.wrap.Open(nil, nil, wrapped[2:n], []byte("key|"+owner))
	if err != nil {
		return nil, ErrSealed
	}
	k := &Key{raw: raw, owner: owner}
	if subtle.ConstantTimeCompare(k.commitment(), wrapped[n:]) != 1 {
		return nil, ErrSealed
	}
	return k, nil
}

// Forget drops every unwrapped key from memory, as after a case's key has been shredded.
func (v *Vault) Forget() { v.keys.Forget() }

// Token is the blind-index token of a normalised value in a field: 128 bits of HMAC-SHA-256. Equal values of a
// field have equal tokens; without the root key nothing can be learnt from one.
func (v *Vault) Token(field, value string) []byte {
	m := v.index.Get().(hash.Hash)
	defer v.index.Put(m)
	m.Reset()
	m.Write([]byte(field))
	m.Write([]byte{0})
	m.Write([]byte(value))
	return m.Sum(nil)[:16]
}

// Place is where a cell lives; a cell opens nowhere else (invariant V11).
type Place struct {
	Table, Column, Row string
	Version            int64
}

// Key is the unwrapped key of one owner.
type Key struct {
	raw   []byte
	owner string

	once sync.Once
	prk  []byte

	mu   sync.RWMutex
	cols map[[2]string]cipher.AEAD // by table and column
	mac  hash.Hash
}

func (k *Key) commitment() []byte { return k.derive("passage1|commit", sha256.Size) }

// derive is HKDF-SHA-256 of the key (RFC 5869) for one use. Its first half is the same for every use, and done once.
func (k *Key) derive(use string, size int) []byte {
	k.once.Do(func() {
		prk, err := hkdf.Extract(sha256.New, k.raw, nil)
		if err != nil {
			panic(err) // only for a hash that is not approved
		}
		k.prk = prk
	})
	out, err := hkdf.Expand(sha256.New, k.prk, use, size)
	if err != nil {
		panic(err) // only for absurd lengths
	}
	return out
}

func (k *Key) column(p Place) cipher.AEAD {
	at := [2]string{p.Table, p.Column}
	k.mu.RLock()
	a := k.cols[at]
	k.mu.RUnlock()
	if a != nil {
		return a
	}
	a, err := gcm(k.derive("passage1|field|"+p.Table+"."+p.Column, KeySize))
	if err != nil {
		panic(err)
	}
	k.mu.Lock()
	if k.cols == nil {
		k.cols = map[[2]string]cipher.AEAD{}
	}
	k.cols[at] = a
	k.mu.Unlock()
	return a
}

// bind is the associated data: format, table, column, row, owner and row version, length-prefixed.
func (k *Key) bind(p Place) []byte {
	b := make([]byte, 0, 96)
	b = append(b, format)
	for _, s := range [...]string{p.Table, p.Column, p.Row, k.owner} {
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
	}
	return binary.BigEndian.AppendUint64(b, uint64(p.Version))
}

// Seal encrypts plain for its place. The length is padded to a size class, so that the size of a text tells little.
func (k *Key) Seal(p Place, plain []byte) []byte {
	size := padded(len(plain) + 4)
	buf := make([]byte, size)
	binary.BigEndian.PutUint32(buf, uint32(len(plain)))
	copy(buf[4:], plain)
	out := make([]byte, 4, 4+12+size+16)
	out[0], out[1] = format, alg // bytes 2 and 3: key epoch, 0 until keys rotate
	return k.column(p).Seal(out, nil, buf, k.bind(p))
}

// Open decrypts a cell of that place, or returns ErrSealed.
func (k *Key) Open(p Place, cell []byte) ([]byte, error) { return k.OpenInto(new([]byte), p, cell) }

// OpenInto is Open into memory of the caller's, which grows as it must: what it gives is good until the next call with it.
func (k *Key) OpenInto(into *[]byte, p Place, cell []byte) ([]byte, error) {
	if len(cell) < 4 || cell[0] != format || cell[1] != alg || cell[2] != 0 || cell[3] != 0 {
		return nil, ErrSealed
	}
	buf, err := k.column(p).Open((*into)[:0], nil, cell[4:], k.bind(p))
	if err != nil || len(buf) < 4 {
		return nil, ErrSealed
	}
	*into = buf
	n := binary.BigEndian.Uint32(buf)
	if int(n) > len(buf)-4 {
		return nil, ErrSealed
	}
	return buf[4 : 4+n], nil
}

// MAC authenticates the bytes of a row under the owner's key: HMAC-SHA-256. The keyed state is made once for a key:
// a list checks a row of each of fifty cases.
func (k *Key) MAC(row []byte) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.mac == nil {
		k.mac = hmac.New(sha256.New, k.derive("passage1|row", KeySize))
	}
	k.mac.Reset()
	k.mac.Write(row)
	return k.mac.Sum(nil)
}

// padded is the size class for n bytes: powers of two from 64 to 4096, then steps of 4096.
func padded(n int) int {
	for c := 64; c <= 4096; c *= 2 {
		if n <= c {
			return c
		}
	}
	return (n + 4095) / 4096 * 4096
}
