package vectors

import (
	"encoding/json"

	"satchel/shared/key"
)

func memberFormat() Format {
	type fields struct {
		Public      Hex    `json:"public"`
		Member      string `json:"member"`
		Fingerprint string `json:"fingerprint"`
	}
	return Format{
		File: "key_member.json", About: "hex is the seed of a member root (SPEC 2)",
		Make: func(Set) []Vector {
			return []Vector{
				good("Grace", secret(grace.seed)), good("zero", secret(0)),
				bad("short seed", "key.ErrMalformed", secret(1)[1:]), bad("long seed", "key.ErrMalformed", append(secret(1), 1)),
			}
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			r, err := key.MemberRootFromBytes(b)
			if err != nil {
				return nil, err
			}
			p := r.Public()
			return fields{p[:], r.ID().String(), r.ID().Fingerprint()}, nil
		},
	}
}

func deviceFormat() Format {
	type fields struct {
		Sign   Hex    `json:"sign"`
		Seal   Hex    `json:"seal"`
		Device string `json:"device"`
	}
	return Format{
		File: "key_device.json", About: "hex is a device's signing seed and its sealing seed, 32 bytes each (SPEC 2)",
		Make: func(Set) []Vector {
			return []Vector{
				good("Grace", append(secret(grace.seed+1), secret(grace.seed+2)...)),
				good("Ada", append(secret(ada.seed+1), secret(ada.seed+2)...)),
				bad("short seed", "key.ErrMalformed", append(secret(1), secret(2)[1:]...)),
			}
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			sign, err := key.DeviceSignerFromBytes(b[:key.SeedSize])
			if err != nil {
				return nil, err
			}
			seal, err := key.DeviceSealerFromBytes(b[key.SeedSize:])
			if err != nil {
				return nil, err
			}
			p, s := sign.Public(), seal.Public()
			return fields{p[:], s[:], key.DeviceIDOf(p, s).String()}, nil
		},
	}
}

func queueFormat() Format {
	type fields struct {
		Recv   Hex    `json:"recv key"`
		Send   Hex    `json:"send key"`
		SendID string `json:"send id"`
		RecvID string `json:"recv id"`
	}
	return Format{
		File: "key_queue.json", About: "hex is the seeds of the receiving and of the sending queue key of a queue (SPEC 2)",
		Make: func(Set) []Vector {
			to, from := secret(ada.seed+3), secret(grace.seed+3)
			return []Vector{good("from Grace to Ada", append(to, from...)), good("from Ada to Grace", append(from, to...))}
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			recv, err := key.QueueKeyFromBytes(b[:key.SeedSize])
			if err != nil {
				return nil, err
			}
			send, err := key.QueueKeyFromBytes(b[key.SeedSize:])
			if err != nil {
				return nil, err
			}
			r, s := recv.Public(), send.Public()
			sendID, recvID := key.QueueIDs(r, s)
			return fields{r[:], s[:], sendID.String(), recvID.String()}, nil
		},
	}
}

func signatureFormat() Format {
	type fields struct {
		Seed    Hex         `json:"seed"`
		Context key.Context `json:"context"`
		Message string      `json:"message"`
		Valid   bool        `json:"valid"`
	}
	contexts := []key.Context{
		key.ContextCommit, key.ContextFrame, key.ContextRoster, key.ContextDevice, key.ContextInvitation,
		key.ContextRelayAuth, key.ContextStore,
	}
	const message = "satchel"
	signer := grace.signer
	return Format{
		File: "key_signature.json", About: "hex is an Ed25519ctx signature over the message; valid under one context only (SPEC 1.3)",
		Given: map[string]any{"seed": Hex(secret(grace.seed + 1)), "message": message},
		Make: func(Set) (out []Vector) {
			for _, c := range contexts {
				out = append(out, good(string(c), signer.Sign(c, []byte(message))))
			}
			return append(out, good("altered", flip(signer.Sign(contexts[0], []byte(message)), 0)))
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			f := fields{Seed: secret(grace.seed + 1), Message: message}
			for _, c := range contexts {
				if signer.Public().Verify(c, []byte(message), b) {
					f.Context, f.Valid = c, true
				}
			}
			return f, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f fields
			if err := json.Unmarshal(raw, &f); err != nil || !f.Valid {
				return nil, err
			}
			s, err := key.DeviceSignerFromBytes(f.Seed)
			if err != nil {
				return nil, err
			}
			return s.Sign(f.Context, []byte(f.Message)), nil
		},
	}
}
