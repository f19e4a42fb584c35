//go:build !js

package main

// commands is everything satchel-peer does, in the order in which one needs it.
var commands = []command{
	{"init", "--name NAME --role ROLE --network NAME --relay ws://HOST:PORT/relay",
		"makes a new network with this peer as its first member and steward", setupInit},
	{"invite", "--role ROLE", "prints one invitation link", setupInvite},
	{"join", "LINK --name NAME", "asks to join a network by an invitation link", setupJoin},
	{"import", "FILE...", "imports FHIR R4 files (.json, .ndjson, either with .gz); safe to repeat", setupImport},
	{"patients", "[--search TEXT]", "lists patients", setupPatients},
	{"show", "PATIENT", "lists a patient's entries in order", setupShow},
	{"add", "PATIENT FILE|-", "adds one FHIR resource as a new entry", setupAdd},
	{"amend", "ENTRY FILE|-", "adds the corrected resource as an amendment", setupAmend},
	{"appoint", "PATIENT --at TIME [--minutes N] [--text TEXT]", "adds an appointment", setupAppoint},
	{"agenda", "[--from DAY] [--to DAY]", "lists the appointments of a week, or of other days", setupAgenda},
	{"share", "PATIENT --with MEMBER[,MEMBER...]", "lets members see a patient, entries to come included", setupShare},
	{"unshare", "PATIENT --with MEMBER[,MEMBER...]", "stops deliveries and asks holders to hide", setupUnshare},
	{"team", "PATIENT [add|remove|list] [--with MEMBER[,MEMBER...]] [--until DAY] [--reason TEXT]",
		"a patient's care team: who sees the file, why and until when", setupTeam},
	{"rules", "[add|remove NUMBER|list] [--keep] [--kind KIND,...] [--tag TAG,...] [--role ROLE,...] [--with MEMBER,...]",
		"what goes to whom by itself, and what stays private", setupRules},
	{"consent", "PATIENT [refuse|accept|list] [--with MEMBER[,MEMBER...]]", "what the patient said about sharing; it outweighs all else", setupConsent},
	{"why", "ENTRY", "says why an entry is here, who may see it and who has had it", setupWhy},
	{"query", "--all|--to MEMBER[,...] --family F --given G --birthdate D [--sex S] [--father N] [--identifier SYSTEM|VALUE] --purpose TEXT",
		"asks members what they have about a patient", setupQuery},
	{"subscribe", "PATIENT --from MEMBER", "asks a member for a patient, what is written later included", setupSubscribe},
	{"answers", "[--all|--member M [--patient P] [--urgency U] --policy never|ask|summary|automatic]", "says how queries of others are answered", setupAnswers},
	{"send", "FILE|- --to MEMBER", "sends a message to one member", setupSend},
	{"inbox", "[--open]", "lists messages and queries with their answers, newest first", setupInbox},
	{"accept", "ITEM [--summary] [--patient PATIENT]", "answers a query by sharing the file, or with a summary", setupAccept},
	{"refuse", "ITEM", "refuses a query", setupRefuse},
	{"run", "[--until-idle] [--no-direct]", "connects, sends and receives", setupRun},
	{"export", "PATIENT", "writes a FHIR R4 collection bundle", setupExport},
	{"audit", "[PATIENT]", "lists what was done on this device, newest first, and checks that nothing of it was changed", setupAudit},
	{"members", "", "lists the members of the network", setupMembers},
	{"status", "", "shows streams, transport, store and roster in numbers", setupStatus},
}
