// What the worker's RTCPeerConnection and the page's host say to each other.
//
//   worker (pion)                                  page
//    │ {pc, make: configuration} ──────────────────► │ new RTCPeerConnection
//    │ {pc, call, method, argument} ───────────────► │ createOffer, setLocalDescription, …
//    │ ◄───────────── {pc, state, call, value|error} │
//    │ {pc, open: n, label, options} ──────────────► │ createDataChannel
//    │ ◄──────── {pc, state, channel: n, born, way}  │ the channel itself, transferred
//    │ ◄───────────── {pc, state, event, candidate?} │
//    │ {pc, close: true} ──────────────────────────► │

/** Methods that answer with a promise. */
export type PeerMethod =
  | "createOffer"
  | "createAnswer"
  | "setLocalDescription"
  | "setRemoteDescription"
  | "addIceCandidate";

/** A session description as plain data. */
export interface Description {
  type: string;
  sdp: string;
}

/** The properties that the worker mirrors, sent with every message. */
export interface PeerState {
  localDescription: Description | null;
  remoteDescription: Description | null;
  currentLocalDescription: Description | null;
  currentRemoteDescription: Description | null;
  pendingLocalDescription: Description | null;
  pendingRemoteDescription: Description | null;
  signalingState: string;
  iceGatheringState: string;
  iceConnectionState: string;
  connectionState: string;
  canTrickleIceCandidates: boolean | null;
}

/** Events that carry nothing but the new state, and the candidate if there is one. */
export const peerEvents = [
  "signalingstatechange",
  "icegatheringstatechange",
  "iceconnectionstatechange",
  "connectionstatechange",
  "negotiationneeded",
  "icecandidate",
] as const;
export type PeerEvent = (typeof peerEvents)[number];

/** What is known of a channel when it is made. */
export interface ChannelBirth {
  label: string;
  protocol: string;
  ordered: boolean;
  negotiated: boolean;
  maxPacketLifeTime: number | null;
  maxRetransmits: number | null;
  id: number | null;
  readyState: string;
}

/** How a channel reaches the worker: itself where it can be transferred, else as a port to it. */
export type ChannelWay<Channel> = { real: Channel } | { port: MessagePort };

export type ToHost =
  | { pc: number; make: unknown }
  | { pc: number; call: number; method: PeerMethod; argument: unknown }
  | { pc: number; configure: unknown }
  | { pc: number; open: number; label: string; options: unknown }
  | { pc: number; close: true };

export type FromHost<Channel> =
  | { pc: number; state: PeerState; call: number; value?: unknown; error?: { name: string; message: string } }
  | { pc: number; state: PeerState; event: PeerEvent; candidate?: unknown }
  | { pc: number; state: PeerState; channel: number; birth: ChannelBirth; way: ChannelWay<Channel> }
  | { pc: number; failed: { name: string; message: string } };

/** What passes over the port of a channel that could not be transferred. */
export type ToChannel = { send: string | ArrayBuffer } | { threshold: number } | { close: true };
export type FromChannel =
  | { event: "open"; id: number | null }
  | { event: "message"; data: string | ArrayBuffer }
  | { event: "bufferedamountlow" }
  | { event: "closing" | "close" }
  | { event: "error"; message: string }
  | { event: "sent"; bytes: number; buffered: number };
