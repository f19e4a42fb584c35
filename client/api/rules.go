package api

// The methods about what goes to whom by itself, and what the patient wants.
var (
	GetRules     = define[None, RuleSet]("rules.get", "this member's sharing rules")
	PreviewRules = define[RuleSet, RulesPreview]("rules.preview", "what other rules would newly reveal and withdraw, before they apply")
	SetRules     = define[RuleSet, RuleSet]("rules.set", "replaces the rules; what they newly allow goes out, what they no longer allow is withdrawn")
	WhoWouldSee  = define[AudienceQuery, []Viewer]("audience.get", "who would see an entry of a kind that is about to be written")
	GetConsent   = define[PatientParams, Consent]("consent.get", "what the patient said about sharing")
	SetConsent   = define[ConsentParams, Consent]("consent.set", "records what the patient said about sharing, and acts on it")
)

// RuleSet is all rules of a member. Their order means nothing.
type RuleSet struct {
	Rules []Rule `json:"rules"`
}

// Rule says which entries of all patients go to whom, or stay. Each list narrows
// it; an empty list does not.
type Rule struct {
	Effect   RuleEffect `json:"effect"`
	Name     string     `json:"name"`
	Kinds    []string   `json:"kinds"`
	Tags     []string   `json:"tags"`     // codes and labels; a final * stands for any ending
	Patients []string   `json:"patients"` // ids
	Members  []string   `json:"members"`  // ids
	Roles    []string   `json:"roles"`
	Groups   []string   `json:"groups"` // names of groups of the roster
	Text     string     `json:"text"`   // the rule in plain words; ignored when set
}

// RuleEffect is what a rule does.
type RuleEffect string

// The effects.
const (
	ShareRule RuleEffect = "share"
	KeepRule  RuleEffect = "keep"
)

// RulesPreview is what a change of rules does.
type RulesPreview struct {
	Changes []RulesChange `json:"changes"` // by member; those for whom nothing changes are left out
}

// RulesChange is what a change of rules does for one member.
type RulesChange struct {
	Member   Member         `json:"member"`
	Reveals  int            `json:"reveals"`  // entries that the member would newly receive
	Kinds    map[string]int `json:"kinds"`    // of those
	Patients int            `json:"patients"` // that those are about
	Hides    int            `json:"hides"`    // entries that would be withdrawn
}

// AudienceQuery is about an entry that is about to be written.
type AudienceQuery struct {
	Patient string `json:"patient"`
	Kind    string `json:"kind"`
	Private bool   `json:"private"`
}

// Consent is what a patient said about sharing. Accepted are the exceptions when
// everybody is refused.
type Consent struct {
	Everybody bool     `json:"everybody"` // nothing may go to anybody
	Refused   []Member `json:"refused"`
	Accepted  []Member `json:"accepted"`
}

// ConsentParams records a patient's word.
type ConsentParams struct {
	Patient string   `json:"patient"`
	Refuse  bool     `json:"refuse"`
	Members []string `json:"members"` // ids; empty for everybody
	Reason  string   `json:"reason"`
}
