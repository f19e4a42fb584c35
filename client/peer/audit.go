package peer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/chart"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

const (
	// readAgain is how long a file may be looked at as often as one likes and is
	// noted once, in ms.
	readAgain = replica.Time(time.Hour / time.Millisecond)
	// notesWithin is how soon what was noted later is committed, in ms.
	notesWithin = 1_000
)

// act makes an item of the audit. A detail that is too long is cut.
func (n *node) act(what audit.Action, patient entry.PatientID, member key.MemberID, detail string) audit.Item {
	return audit.Item{At: n.clock(), Action: what, Patient: patient, Member: member, Detail: upTo(detail, audit.MaxDetail)}
}

// upTo cuts text to so many bytes, not within a letter.
func upTo(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= limit {
		return s
	}
	const more = "…"
	for limit -= len(more); !utf8.RuneStart(s[limit]); {
		limit--
	}
	return s[:limit] + more
}

// noteLater notes what changes nothing here: it goes along with the next commit,
// or is committed soon.
func (n *node) noteLater(i audit.Item) {
	if !n.book.NotesWait() {
		n.notesAt = n.now() + notesWithin
	}
	n.book.NoteLater(i)
}

// keepNotes commits what was noted later.
func (n *node) keepNotes(ctx context.Context) error {
	if !n.book.NotesWait() {
		return nil
	}
	return n.book.Begin().Commit(ctx)
}

// noteUnlock notes that the record was opened, and what was tried before. The
// count outside is forgotten once it stands in here.
func (n *node) noteUnlock(ctx context.Context, engine store.Store) error {
	tries, err := store.ReadTries(ctx, engine)
	unlocked := n.act(audit.Unlocked, entry.PatientID{}, key.MemberID{}, "")
	wrong := unlocked
	wrong.Action = audit.NotUnlocked
	switch {
	case errors.Is(err, store.ErrBadVault):
		wrong.Detail = "the count does not read"
	case err != nil:
		return err
	case tries.Count == 0:
		n.noteLater(unlocked)
		return nil
	default:
		wrong.At, wrong.Detail = entry.Time(tries.Last), fmt.Sprintf("%d times, the last then", tries.Count)
	}
	n.book.NoteLater(wrong, unlocked)
	if err := n.keepNotes(ctx); err != nil {
		return err
	}
	return store.ForgetTries(ctx, engine)
}

// noteRead notes that a person looks at a file, once an hour.
func (n *node) noteRead(f *record.File) {
	last, before := n.lookedAt[f.Patient]
	if before && n.now()-last < readAgain {
		return
	}
	n.lookedAt[f.Patient] = n.now()
	n.noteLater(n.act(audit.Read, f.Patient, key.MemberID{}, ""))
}

// listAudit returns a page of the audit, of a file with its parts if one is named.
func (n *node) listAudit(ctx context.Context, q api.AuditQuery) (api.AuditPage, error) {
	if err := n.keepNotes(ctx); err != nil {
		return api.AuditPage{}, err
	}
	keep := func(entry.PatientID) bool { return true }
	if q.Patient != "" {
		f, err := n.file(ctx, q.Patient)
		if err != nil {
			return api.AuditPage{}, err
		}
		keep = func(id entry.PatientID) bool { return id == f.Patient || n.links[id] == f.Patient }
	}
	from, to := chart.Bounds(q.Offset, q.Limit)
	found, err := n.book.Audit(ctx, keep, from, to-from)
	if err != nil {
		return api.AuditPage{}, err
	}
	page := api.AuditPage{Total: found.Total, Items: []api.AuditItem{}, Count: int(found.Count), Broken: int(found.Broken)}
	for _, i := range found.Items {
		page.Items = append(page.Items, n.auditOut(i))
	}
	return page, nil
}

func (n *node) auditOut(i record.AuditItem) api.AuditItem {
	out := api.AuditItem{Number: int(i.Number), At: rfc3339(int64(i.At)), Action: "other", Detail: i.Detail}
	who := "everybody"
	if i.Patient != (entry.PatientID{}) {
		out.Patient, out.PatientName = i.Patient.String(), n.patientRow(i.Patient).Name
	}
	if !i.Entry.IsZero() {
		out.Entry = i.Entry.String()
	}
	if i.Member != (key.MemberID{}) {
		out.Member, out.MemberName = i.Member.String(), n.memberName(i.Member)
		who = out.MemberName
	}
	words, known := acts[i.Action]
	if !known {
		out.Text = fmt.Sprintf("did %d, which is not known here", i.Action)
		return out
	}
	out.Action, out.Text = words.name, strings.ReplaceAll(words.text, "WHO", who)
	if i.Detail != "" {
		out.Text += ": " + i.Detail
	}
	return out
}

// acts names the actions, and says them in plain words.
var acts = map[audit.Action]struct{ name, text string }{
	audit.Unlocked:       {"unlocked", "unlocked"},
	audit.NotUnlocked:    {"not-unlocked", "wrong passphrase, before it was unlocked"},
	audit.Read:           {"read", "looked at the file"},
	audit.Exported:       {"exported", "wrote the file out"},
	audit.Shared:         {"shared", "shared with WHO"},
	audit.Withdrawn:      {"withdrawn", "withdrew from WHO"},
	audit.Refused:        {"refused", "the patient refuses WHO"},
	audit.Accepted:       {"accepted", "the patient accepts WHO"},
	audit.RulesChanged:   {"rules", "changed the sharing rules"},
	audit.AnswersChanged: {"answers", "changed how queries are answered"},
	audit.Asked:          {"asked", "asked WHO"},
	audit.Answered:       {"answered", "answered WHO"},
	audit.Prepared:       {"prepared", "let WHO open a summary in an emergency"},
	audit.TakenBack:      {"taken-back", "took the emergency summary back from WHO"},
	audit.Opened:         {"opened", "opened the emergency summary of WHO"},
	audit.OpenedByOther:  {"opened-by-other", "WHO opened the emergency summary"},
	audit.Sought:         {"sought", "looked for an emergency summary, and none was here"},
	audit.AsksChanged:    {"standing", "changed what is asked by itself"},
}

// actsOf says who may see what by a grant, a member an item.
func (n *node) actsOf(patient entry.PatientID, g policy.Grant) (out []audit.Item) {
	what := map[policy.Effect]audit.Action{
		policy.Allow: audit.Shared, policy.Withdraw: audit.Withdrawn, policy.Refuse: audit.Refused, policy.Accept: audit.Accepted,
	}[g.Effect]
	if what == 0 { // kept private: nobody learns of it
		return nil
	}
	ended := g.Effect == policy.Allow && g.Until != 0 && g.Until <= n.clock()
	if ended {
		what = audit.Withdrawn
	}
	i := n.act(what, patient, key.MemberID{}, g.Reason)
	if g.Until != 0 && !ended {
		i.Detail = upTo(strings.TrimPrefix(i.Detail+", until "+day(int64(g.Until)), ", "), audit.MaxDetail)
	}
	switch len(g.Entries) {
	case 0:
	case 1:
		i.Entry = g.Entries[0]
	default:
		i.Detail = upTo(strings.TrimSuffix(fmt.Sprintf("%d entries, %s", len(g.Entries), i.Detail), ", "), audit.MaxDetail)
	}
	if len(g.Members) == 0 {
		return []audit.Item{i}
	}
	for _, m := range g.Members {
		i.Member = m
		out = append(out, i)
	}
	return out
}
