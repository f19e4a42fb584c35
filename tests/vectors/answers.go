package vectors

import (
	"encoding/json"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

type answeringFields struct {
	Member  Hex   `json:"member"`
	Patient Hex   `json:"patient"`
	Urgency uint8 `json:"urgency"`
	Reply   uint8 `json:"reply"`
}

func answersFormat() Format {
	return Format{
		File: "answers.json", About: "the body of an entry of kind 66 (SPEC 8.4)",
		Make: func(Set) []Vector { return append(answersGood(), answersBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			words, err := policy.DecodeAnswers(b)
			if err != nil {
				return nil, err
			}
			fields := make([]answeringFields, len(words))
			for i, w := range words {
				fields[i] = answeringFields{Hex{}, Hex{}, uint8(w.Urgency), uint8(w.Reply)}
				if w.Member != (key.MemberID{}) {
					fields[i].Member = w.Member[:]
				}
				if w.Patient != (entry.PatientID{}) {
					fields[i].Patient = w.Patient[:]
				}
			}
			return fields, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var fields []answeringFields
			if err := json.Unmarshal(raw, &fields); err != nil {
				return nil, err
			}
			words := make(policy.Answers, len(fields))
			for i, f := range fields {
				copy(words[i].Member[:], f.Member)
				copy(words[i].Patient[:], f.Patient)
				words[i].Urgency, words[i].Reply = policy.Urgency(f.Urgency), policy.Reply(f.Reply)
			}
			return words.Encode()
		},
	}
}

func answersGood() []Vector {
	return []Vector{
		good("nothing said", must(policy.Answers{}.Encode())),
		good("all get a summary, one everything, of one patient nothing, emergencies everything", must(policy.Answers{
			{Reply: policy.SumUp}, {Member: bob.root.ID(), Reply: policy.Automatic}, {Patient: entry.PatientID{7}, Reply: policy.Never},
			{Urgency: policy.Emergency, Reply: policy.Automatic},
		}.Encode())),
	}
}

func answersBad() []Vector {
	const class = "policy.ErrMalformed"
	b := must(policy.Answers{{Reply: policy.Ask}}.Encode()) // 82 01 81 84 40 40 00 02
	return append(mangled(b, class, class),
		bad("reply 0", class, splice(b, 7, 1, 0)),
		bad("reply 5", class, splice(b, 7, 1, 5)),
		bad("urgency 4", class, splice(b, 6, 1, 4)),
		bad("member of one byte", class, splice(b, 4, 1, 0x41, 9)),
		bad("member null", class, splice(b, 4, 1, 0xf6)),
	)
}
