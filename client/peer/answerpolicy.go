package peer

import (
	"context"

	"satchel/client/api"
	"satchel/client/audit"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

var replyNames = map[policy.Reply]string{
	policy.Never: "never", policy.Ask: "ask", policy.SumUp: "summary", policy.Automatic: "automatic",
}

func (n *node) getAnswers(context.Context, api.None) (api.AnswerPolicy, error) {
	return n.answerPolicy(), nil
}

// setAnswer adds a word about queries in the place of one of the same scope.
func (n *node) setAnswer(ctx context.Context, in api.Answering) (api.AnswerPolicy, error) {
	word, err := n.answeringIn(ctx, in)
	if err != nil {
		return api.AnswerPolicy{}, err
	}
	var words policy.Answers
	for _, w := range n.answers {
		if w.Member != word.Member || w.Patient != word.Patient || w.Urgency != word.Urgency {
			words = append(words, w)
		}
	}
	words = append(words, word)
	body, err := words.Encode()
	if err != nil {
		return api.AnswerPolicy{}, api.Errorf(api.Invalid, "%w", err)
	}
	if _, err := n.write(ctx, record.OwnFile, []draft{{Kind: entry.Answers, Body: body}}, noting(n.act(audit.AnswersChanged, word.Patient, word.Member, n.answeringText(word)))); err != nil {
		return api.AnswerPolicy{}, err
	}
	n.answers = words
	return n.answerPolicy(), nil
}

func (n *node) answeringIn(ctx context.Context, in api.Answering) (w policy.Answering, err error) {
	for reply, name := range replyNames {
		if name == in.Reply {
			w.Reply = reply
		}
	}
	if w.Reply == 0 {
		return w, api.Errorf(api.Invalid, "reply %q: want never, ask, summary or automatic", in.Reply)
	}
	if in.Urgency != "" {
		if w.Urgency = urgencies[in.Urgency]; w.Urgency == 0 {
			return w, api.Errorf(api.Invalid, "urgency %q: want routine, soon or emergency", in.Urgency)
		}
	}
	if in.Member != "" {
		ids, err := n.known([]string{in.Member})
		if err != nil {
			return w, err
		}
		w.Member = ids[0]
	}
	if in.Patient != "" {
		f, err := n.file(ctx, in.Patient)
		if err != nil {
			return w, err
		}
		w.Patient = f.Patient
	}
	return w, nil
}

func (n *node) answerPolicy() api.AnswerPolicy {
	out := api.AnswerPolicy{Words: []api.Answering{}}
	for _, w := range n.answers {
		a := api.Answering{Reply: replyNames[w.Reply], Urgency: urgencyNames[w.Urgency], Text: n.answeringText(w)}
		if w.Member != (key.MemberID{}) {
			a.Member = w.Member.String()
		}
		if w.Patient != (entry.PatientID{}) {
			a.Patient = w.Patient.String()
		}
		out.Words = append(out.Words, a)
	}
	return out
}

// answeringText says a word about queries in plain words.
func (n *node) answeringText(w policy.Answering) string {
	who, about := "everybody", "all patients"
	if w.Member != (key.MemberID{}) {
		who = n.memberName(w.Member)
	}
	if w.Patient != (entry.PatientID{}) {
		about = n.patientRow(w.Patient).Name
	}
	what := map[policy.Urgency]string{
		0: "Queries", policy.Routine: "Routine queries", policy.Soon: "Queries that need an answer soon", policy.Emergency: "Emergency queries",
	}[w.Urgency]
	return what + " of " + who + " about " + about + map[policy.Reply]string{
		policy.Never:     " are refused.",
		policy.Ask:       " wait for me.",
		policy.SumUp:     " are answered with how much there is.",
		policy.Automatic: " are answered by sharing the file.",
	}[w.Reply]
}
