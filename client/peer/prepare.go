package peer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// prepareEmergency says who may open a patient's summary, and sends it in the
// same commit.
func (n *node) prepareEmergency(ctx context.Context, in api.PrepareParams) (api.EmergencyFile, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.EmergencyFile{}, err
	}
	members, err := n.colleagues(in.Members)
	if err != nil {
		return api.EmergencyFile{}, err
	}
	slices.SortFunc(members, func(a, b key.MemberID) int { return slices.Compare(a[:], b[:]) })
	members = slices.Compact(members)
	for _, m := range members {
		if f.Access.Refuses(m) {
			return api.EmergencyFile{}, api.Errorf(api.Invalid, "the patient does not want anything to go to %s", n.memberName(m))
		}
	}
	if len(members) > 0 {
		if err := n.introduce(ctx, f); err != nil {
			return api.EmergencyFile{}, err
		}
		if err := n.checkFound(ctx, f); err != nil {
			return api.EmergencyFile{}, err
		}
	}
	if err := n.grant(ctx, f, policy.Grant{Effect: policy.Prepare, Members: members, Reason: in.Reason}); err != nil {
		return api.EmergencyFile{}, err
	}
	return n.emergencyFile(ctx, f.Patient)
}

// checkFound holds that a summary of a file will be found: by a number, or by the
// whole name and birth date.
func (n *node) checkFound(ctx context.Context, f *record.File) error {
	s := emptySummary(f.Patient)
	c, tell, err := n.toldTo(ctx, f, n.policy(f), &roster.Member{})
	if err != nil {
		return err
	}
	identify(s, c.Keys(tell))
	if s.Family == "" || len(s.Identifiers) == 0 && (s.Given == "" || len(s.BirthDate) < len("2006-01-02")) {
		return api.Errorf(api.Invalid, "this patient would not be found: a family name is needed, and either an identifier, or given names and the whole birth date")
	}
	return nil
}

func (n *node) listEmergency(ctx context.Context, q api.EmergencyQuery) (api.EmergencyFiles, error) {
	out := api.EmergencyFiles{Files: []api.EmergencyFile{}}
	matters, err := n.matters(ctx)
	if err != nil {
		return out, err
	}
	about := map[entry.PatientID]bool{}
	if q.Patient != "" {
		f, err := n.file(ctx, q.Patient)
		if err != nil {
			return out, err
		}
		about[f.Patient] = true
	} else {
		about = n.desk.GivenAbout()
		for _, m := range matters {
			if a := m.Access(); a != nil {
				about[entry.PatientID(a.Patient)] = true
			}
		}
	}
	for id := range about {
		file, err := n.emergencyFile(ctx, id)
		if err != nil {
			return out, err
		}
		out.Files = append(out.Files, file)
	}
	slices.SortFunc(out.Files, func(a, b api.EmergencyFile) int {
		return cmp.Or(strings.Compare(lastOpened(b), lastOpened(a)), strings.Compare(a.Name, b.Name), strings.Compare(a.Patient, b.Patient))
	})
	return out, nil
}

func lastOpened(f api.EmergencyFile) string {
	if len(f.Openings) == 0 {
		return ""
	}
	return f.Openings[0].At
}

// emergencyFile says who may open a file's summary, and who did.
func (n *node) emergencyFile(ctx context.Context, id entry.PatientID) (api.EmergencyFile, error) {
	matters, err := n.matters(ctx)
	if err != nil {
		return api.EmergencyFile{}, err
	}
	out := api.EmergencyFile{Patient: id.String(), Name: n.patientRow(id).Name, Members: []api.Member{}, Openings: []api.OpenedBy{}}
	for _, m := range n.roster.Members() {
		if n.desk.Given(m.ID, id).Open() {
			out.Members = append(out.Members, n.member(m))
		}
	}
	for _, m := range slices.Backward(matters) {
		if a := m.Access(); a != nil && entry.PatientID(a.Patient) == id {
			out.Openings = append(out.Openings, api.OpenedBy{Member: n.memberOf(m.With[0]), At: rfc3339(int64(m.First.At)), Reason: a.Reason})
		}
	}
	return out, nil
}
