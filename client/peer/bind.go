package peer

import "satchel/client/api"

// bind gives every method of the table its handler.
func (p *Peer) bind() {
	d := &p.dispatch
	api.Handle(d, api.GetSession, p.getSession)
	api.Handle(d, api.CreateNetwork, p.createNetwork)
	api.Handle(d, api.ReadInvitation, p.readInvitation)
	api.Handle(d, api.JoinNetwork, p.joinNetwork)
	api.Handle(d, api.Unlock, p.unlock)
	api.Handle(d, api.Lock, p.lock)
	api.Handle(d, api.TakeOver, p.takeOver)

	api.Handle(d, api.ListMembers, unlocked(p, (*node).listMembers))
	api.Handle(d, api.InviteMember, unlocked(p, (*node).invite))
	api.Handle(d, api.GetNetwork, unlocked(p, (*node).getNetwork))

	api.Handle(d, api.ListPatients, unlocked(p, (*node).listPatients))
	api.Handle(d, api.CreatePatient, unlocked(p, (*node).createPatient))
	api.Handle(d, api.GetChart, unlocked(p, (*node).getChart))
	api.Handle(d, api.GetTimeline, unlocked(p, (*node).getTimeline))
	api.Handle(d, api.GetEntry, unlocked(p, (*node).getEntry))
	api.Handle(d, api.FindEntry, unlocked(p, (*node).findEntry))
	api.Handle(d, api.AddEntry, unlocked(p, (*node).addEntry))
	api.Handle(d, api.AddNote, unlocked(p, (*node).addNote))
	api.Handle(d, api.AddVitals, unlocked(p, (*node).addVitals))
	api.Handle(d, api.AmendEntry, unlocked(p, (*node).amendEntry))

	api.Handle(d, api.PreviewShare, unlocked(p, (*node).previewShare))
	api.Handle(d, api.Share, unlocked(p, (*node).addShare))
	api.Handle(d, api.Unshare, unlocked(p, (*node).removeShare))
	api.Handle(d, api.GetOutbox, unlocked(p, (*node).getOutbox))
	api.Handle(d, api.GetInbox, unlocked(p, (*node).getInbox))
	api.Handle(d, api.GetStatus, unlocked(p, (*node).getStatus))

	api.Handle(d, api.Import, p.importFile)
	api.Handle(d, api.ExportPatient, unlocked(p, (*node).exportPatient))
}
