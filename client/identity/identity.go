package identity

import (
	"errors"
	"fmt"
	"io"

	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
	"satchel/shared/wire"
)

// Identity is who this device is.
type Identity struct {
	Root        key.MemberRoot
	Signer      key.DeviceSigner
	Sealer      key.DeviceSealer
	Queue       key.QueueKey
	Certificate *roster.Certificate
	// Patients counts the patient files that this device opened.
	Patients uint32
	// Joining is set until the inviter has let us in.
	Joining *Joining
	// Invitations are those given out and not yet used.
	Invitations []Invitation
	// Due is set while streams have yet to agree with new rules.
	Due bool
	// Wishes wait for the steward to write them into the roster.
	Wishes [][]byte
	// Spread is how many records of the roster everybody was told of.
	Spread int
	// Split are devices that showed another roster than this one.
	Split []key.DeviceID
}

// Member is who the device belongs to.
func (s *Identity) Member() key.MemberID { return s.Certificate.Member }

// Device is the device.
func (s *Identity) Device() key.DeviceID { return s.Certificate.Device() }

// Waiting reports whether the inviter has not let us in yet.
func (s *Identity) Waiting() bool { return s.Joining != nil }

// Sender signs letters.
func (s *Identity) Sender() seal.Sender { return seal.Sender{Device: s.Device(), Signer: s.Signer} }

// By signs records of the roster.
func (s *Identity) By() roster.By { return roster.By{Device: s.Device(), Signer: s.Signer} }

// Admission is what the roster has of the member, once let in.
func (s *Identity) Admission(name, role string) roster.Admission {
	return roster.Admission{Name: name, Role: role, Root: s.Root.Public(), Certificate: s.Certificate}
}

// New makes the keys of a new member and the certificate of the device.
func New(random io.Reader, relay string) (*Identity, error) {
	root, err1 := key.NewMemberRoot(random)
	signer, err2 := key.NewDeviceSigner(random)
	sealer, err3 := key.NewDeviceSealer(random)
	queue, err4 := key.NewQueueKey(random)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return nil, fmt.Errorf("make keys: %w", err)
	}
	cert, err := roster.Certify(root, roster.Certificate{
		Sign: signer.Public(), Seal: sealer.Public(), Queue: queue.Public(), Relay: relay, Epoch: 1,
	})
	if err != nil {
		return nil, fmt.Errorf("certify device: %w", err)
	}
	return &Identity{Root: root, Signer: signer, Sealer: sealer, Queue: queue, Certificate: cert}, nil
}

// ErrMalformed reports bytes that are no identity of a known version.
var ErrMalformed = errors.New("malformed identity")

// reader takes the whole roster of who is joining.
var reader = wire.Within(5, 1<<17)

type identityWire struct {
	_           struct{} `cbor:",toarray"`
	Version     uint8
	Root        []byte
	Signer      []byte
	Sealer      []byte
	Queue       []byte
	Certificate []byte
	Patients    uint32
	Joining     *Joining
	Invitations []Invitation
	Due         bool
	Wishes      [][]byte
	Spread      uint32
	Split       [][]byte
}

// Encode writes the identity as it is kept.
func (s *Identity) Encode() ([]byte, error) {
	cert, err := roster.EncodeCertificate(s.Certificate)
	if err != nil {
		return nil, err
	}
	split := make([][]byte, len(s.Split))
	for i := range s.Split {
		split[i] = s.Split[i][:]
	}
	b, err := wire.Encode(identityWire{
		Version: 1, Root: s.Root.Bytes(), Signer: s.Signer.Bytes(), Sealer: s.Sealer.Bytes(), Queue: s.Queue.Bytes(),
		Certificate: cert, Patients: s.Patients, Joining: s.Joining, Invitations: s.Invitations,
		Due: s.Due, Wishes: s.Wishes, Spread: uint32(s.Spread), Split: split,
	})
	if err != nil {
		return nil, fmt.Errorf("encode identity: %w", err)
	}
	return b, nil
}

// Decode reads what Encode wrote, or fails with ErrMalformed or an error of package key or roster.
func Decode(b []byte) (*Identity, error) {
	var w identityWire
	if err := reader.Decode(b, &w); err != nil || w.Version != 1 {
		return nil, fmt.Errorf("read identity, version %d: %w", w.Version, errors.Join(err, ErrMalformed))
	}
	root, err1 := key.MemberRootFromBytes(w.Root)
	signer, err2 := key.DeviceSignerFromBytes(w.Signer)
	sealer, err3 := key.DeviceSealerFromBytes(w.Sealer)
	queue, err4 := key.QueueKeyFromBytes(w.Queue)
	cert, err5 := roster.DecodeCertificate(w.Certificate)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return nil, fmt.Errorf("read identity: %w", err)
	}
	split := make([]key.DeviceID, len(w.Split))
	for i := range w.Split {
		if copy(split[i][:], w.Split[i]) != len(split[i]) {
			return nil, fmt.Errorf("read identity: %w: device of %d bytes", ErrMalformed, len(w.Split[i]))
		}
	}
	return &Identity{root, signer, sealer, queue, cert, w.Patients, w.Joining, w.Invitations, w.Due, w.Wishes, int(w.Spread), split}, nil
}
