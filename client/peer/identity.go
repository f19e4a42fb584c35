package peer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"

	"satchel/client/record"
	"satchel/client/store"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// identity is who this device is.
type identity struct {
	root   key.MemberRoot
	signer key.DeviceSigner
	sealer key.DeviceSealer
	queue  key.QueueKey
	cert   *roster.Certificate
	// patients counts the patient files that this device opened.
	patients uint32
	// joining is set until the inviter has let us in.
	joining *joining
	// invitations are those given out and not yet used.
	invitations []invitation
	// due is set while streams have yet to agree with new rules.
	due bool
	// wishes wait for the steward to write them into the roster.
	wishes [][]byte
	// spread is how many records of the roster everybody was told of.
	spread int
	// split are devices that showed another roster than this one.
	split []key.DeviceID
}

func (s *identity) member() key.MemberID { return s.cert.Member }
func (s *identity) device() key.DeviceID { return s.cert.Device() }
func (s *identity) waiting() bool        { return s.joining != nil }
func (s *identity) sender() seal.Sender  { return seal.Sender{Device: s.device(), Signer: s.signer} }
func (s *identity) by() roster.By        { return roster.By{Device: s.device(), Signer: s.signer} }
func (s *identity) admission(name, role string) roster.Admission {
	return roster.Admission{Name: name, Role: role, Root: s.root.Public(), Certificate: s.cert}
}

func newIdentity(random io.Reader, relay string) (*identity, error) {
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
	return &identity{root: root, signer: signer, sealer: sealer, queue: queue, cert: cert}, nil
}

type identityWire struct {
	_           struct{} `cbor:",toarray"`
	Version     uint8
	Root        []byte
	Signer      []byte
	Sealer      []byte
	Queue       []byte
	Certificate []byte
	Patients    uint32
	Joining     *joining
	Invitations []invitation
	Due         bool
	Wishes      [][]byte
	Spread      uint32
	Split       [][]byte
}

var selfName = store.Name{Table: record.Self}

func (s *identity) encode() ([]byte, error) {
	cert, err := roster.EncodeCertificate(s.cert)
	if err != nil {
		return nil, err
	}
	split := make([][]byte, len(s.split))
	for i := range s.split {
		split[i] = s.split[i][:]
	}
	b, err := cbor.Marshal(identityWire{
		Version: 1, Root: s.root.Bytes(), Signer: s.signer.Bytes(), Sealer: s.sealer.Bytes(), Queue: s.queue.Bytes(),
		Certificate: cert, Patients: s.patients, Joining: s.joining, Invitations: s.invitations,
		Due: s.due, Wishes: s.wishes, Spread: uint32(s.spread), Split: split,
	})
	if err != nil {
		return nil, fmt.Errorf("encode identity: %w", err)
	}
	return b, nil
}

// loadIdentity reads who this device is, or fails with store.ErrNotFound.
func loadIdentity(ctx context.Context, s *store.Sealed) (*identity, error) {
	b, err := s.Get(ctx, selfName)
	if err != nil {
		return nil, err
	}
	var w identityWire
	if err := cbor.Unmarshal(b, &w); err != nil || w.Version != 1 {
		return nil, fmt.Errorf("read identity, version %d: %w", w.Version, errors.Join(err, record.ErrMalformed))
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
			return nil, fmt.Errorf("read identity: %w: device of %d bytes", record.ErrMalformed, len(w.Split[i]))
		}
	}
	return &identity{root, signer, sealer, queue, cert, w.Patients, w.Joining, w.Invitations, w.Due, w.Wishes, int(w.Spread), split}, nil
}
