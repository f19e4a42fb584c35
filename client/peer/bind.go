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

	api.Handle(d, api.ListMembers, admitted(p, (*node).listMembers))
	api.Handle(d, api.InviteMember, admitted(p, (*node).invite))
	api.Handle(d, api.GetNetwork, admitted(p, (*node).getNetwork))

	api.Handle(d, api.OfferRoom, p.offerRoom)
	api.Handle(d, api.AnswerRoom, p.answerRoom)
	api.Handle(d, api.AcceptRoom, p.acceptRoom)

	api.Handle(d, api.GetRoster, admitted(p, (*node).getRoster))
	api.Handle(d, api.DisableMember, admitted(p, (*node).disableMember))
	api.Handle(d, api.EnableMember, admitted(p, (*node).enableMember))
	api.Handle(d, api.RenameMember, admitted(p, (*node).renameMember))
	api.Handle(d, api.OfferStewardship, admitted(p, (*node).offerStewardship))
	api.Handle(d, api.AcceptStewardship, admitted(p, (*node).acceptStewardship))
	api.Handle(d, api.SetGroup, admitted(p, (*node).setGroup))
	api.Handle(d, api.BlockMember, admitted(p, (*node).blockMember))
	api.Handle(d, api.VerifyMember, admitted(p, (*node).verifyMember))

	api.Handle(d, api.ListPatients, admitted(p, (*node).listPatients))
	api.Handle(d, api.CreatePatient, admitted(p, (*node).createPatient))
	api.Handle(d, api.GetChart, admitted(p, (*node).getChart))
	api.Handle(d, api.GetTimeline, admitted(p, (*node).getTimeline))
	api.Handle(d, api.GetEntry, admitted(p, (*node).getEntry))
	api.Handle(d, api.OpenEntry, admitted(p, (*node).openEntry))
	api.Handle(d, api.FindEntry, admitted(p, (*node).findEntry))
	api.Handle(d, api.AddEntry, admitted(p, (*node).addEntry))
	api.Handle(d, api.AddNote, admitted(p, (*node).addNote))
	api.Handle(d, api.AddVitals, admitted(p, (*node).addVitals))
	api.Handle(d, api.AmendEntry, admitted(p, (*node).amendEntry))

	api.Handle(d, api.ListAgenda, admitted(p, (*node).listAgenda))
	api.Handle(d, api.AddAppointment, admitted(p, (*node).addAppointment))

	api.Handle(d, api.ListStanding, admitted(p, (*node).listStanding))
	api.Handle(d, api.SetStanding, admitted(p, (*node).setStanding))
	api.Handle(d, api.RemoveStanding, admitted(p, (*node).removeStanding))

	api.Handle(d, api.PreviewShare, admitted(p, (*node).previewShare))
	api.Handle(d, api.Share, admitted(p, (*node).addShare))
	api.Handle(d, api.Unshare, admitted(p, (*node).removeShare))
	api.Handle(d, api.GetRules, admitted(p, (*node).getRules))
	api.Handle(d, api.PreviewRules, admitted(p, (*node).previewRules))
	api.Handle(d, api.SetRules, admitted(p, (*node).setRules))
	api.Handle(d, api.WhoWouldSee, admitted(p, (*node).whoWouldSee))
	api.Handle(d, api.GetConsent, admitted(p, (*node).getConsent))
	api.Handle(d, api.SetConsent, admitted(p, (*node).setConsent))

	api.Handle(d, api.ListMail, admitted(p, (*node).listMail))
	api.Handle(d, api.PreviewMail, admitted(p, (*node).previewMessage))
	api.Handle(d, api.SendMessage, admitted(p, (*node).sendMessage))
	api.Handle(d, api.OpenMail, admitted(p, (*node).openMail))
	api.Handle(d, api.ParkMail, admitted(p, (*node).parkMail))
	api.Handle(d, api.FinishMail, admitted(p, (*node).finishMail))
	api.Handle(d, api.FileMail, admitted(p, (*node).fileMail))
	api.Handle(d, api.AskQuery, admitted(p, (*node).askQuery))
	api.Handle(d, api.ListQueries, admitted(p, (*node).listQueries))
	api.Handle(d, api.AnswerQuery, admitted(p, (*node).answerQuery))
	api.Handle(d, api.PreviewTask, admitted(p, (*node).previewTask))
	api.Handle(d, api.RequestTask, admitted(p, (*node).requestTask))
	api.Handle(d, api.StepTask, admitted(p, (*node).stepTask))
	api.Handle(d, api.ListTasks, admitted(p, (*node).listTasks))
	api.Handle(d, api.GetAnswers, admitted(p, (*node).getAnswers))
	api.Handle(d, api.SetAnswer, admitted(p, (*node).setAnswer))
	api.Handle(d, api.LinkPatients, admitted(p, (*node).linkPatients))
	api.Handle(d, api.UnlinkPatient, admitted(p, (*node).unlinkPatient))

	api.Handle(d, api.GetOutbox, admitted(p, (*node).getOutbox))
	api.Handle(d, api.GetInbox, admitted(p, (*node).getInbox))
	api.Handle(d, api.GetStatus, unlocked(p, (*node).getStatus))

	api.Handle(d, api.PrepareEmergency, admitted(p, (*node).prepareEmergency))
	api.Handle(d, api.OpenEmergency, admitted(p, (*node).openEmergency))
	api.Handle(d, api.ListEmergency, admitted(p, (*node).listEmergency))

	api.Handle(d, api.ListAudit, admitted(p, (*node).listAudit))

	api.Handle(d, api.Import, p.importFile)
	api.Handle(d, api.ExportPatient, admitted(p, (*node).exportPatient))
}
