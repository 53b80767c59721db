package auth_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// authenticator is a device with one passkey, as far as a server sees it: ES256, no attestation.
type authenticator struct {
	t       testing.TB
	origin  string
	rp      string
	key     *ecdsa.PrivateKey
	id      []byte
	handle  []byte
	counter uint32
	flags   byte // user present, user verified, backup eligible and backed up, as a synced passkey has them
}

const (
	present  = 0x01
	verified = 0x04
	synced   = 0x18
	attested = 0x40
)

func device(t testing.TB, rp, origin string) *authenticator {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	rand.Read(id)
	return &authenticator{t: t, origin: origin, rp: rp, key: k, id: id, flags: present | verified | synced}
}

// asked is what a server asks of a browser, as far as a device needs it.
type asked struct {
	PublicKey struct {
		Challenge string
		User      struct{ ID string }
	}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *authenticator) read(options []byte) asked {
	var a asked
	if err := json.Unmarshal(options, &a); err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d *authenticator) client(kind, challenge string) []byte {
	b, _ := json.Marshal(map[string]any{"type": "webauthn." + kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	return b
}

func (d *authenticator) data(flags byte) []byte {
	hash := sha256.Sum256([]byte(d.rp))
	d.counter++
	return binary.BigEndian.AppendUint32(append(hash[:], flags), d.counter)
}

func (d *authenticator) answer(response map[string]string) []byte {
	b, _ := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key",
		"clientExtensionResults": map[string]any{}, "response": response})
	return b
}

// create makes the passkey.
func (d *authenticator) create(options []byte) []byte {
	a := d.read(options)
	d.handle, _ = base64.RawURLEncoding.DecodeString(a.PublicKey.User.ID)
	point, err := d.key.PublicKey.Bytes()
	if err != nil {
		d.t.Fatal(err)
	}
	cose, err := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	if err != nil {
		d.t.Fatal(err)
	}
	data := d.data(d.flags | attested)
	data = append(data, make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), cose...)
	object, err := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{"clientDataJSON": b64(d.client("create", a.PublicKey.Challenge)), "attestationObject": b64(object)})
}

// get answers a challenge with the passkey.
func (d *authenticator) get(options []byte) []byte {
	a := d.read(options)
	client := d.client("get", a.PublicKey.Challenge)
	data := d.data(d.flags)
	sum := sha256.Sum256(client)
	digest := sha256.Sum256(append(data[:len(data):len(data)], sum[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]string{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(sig), "userHandle": b64(d.handle)})
}
