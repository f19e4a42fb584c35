// Gives the worker an RTCPeerConnection, which browsers offer to pages only. pion's
// js build finds it as window.RTCPeerConnection; shared/rtc.ts draws the messages.

import type { ChannelBirth, ChannelWay, FromHost, PeerMethod, PeerState, ToHost } from "../shared/rtc";
import { Channel } from "./rtc-channel";

type Handler = ((event: unknown) => void) | null;

/** Installs window.RTCPeerConnection; port leads to hostPeerConnections in the page. */
export function installPeerConnection(port: MessagePort): void {
  const peers = new Map<number, PeerConnection>();
  let next = 1;
  port.onmessage = ({ data }: MessageEvent<FromHost<RTCDataChannel>>) => peers.get(data.pc)?.receive(data);

  class Bridged extends PeerConnection {
    constructor(configuration: unknown) {
      super(next++, configuration, (message) => port.postMessage(message));
      peers.set(this.pc, this);
    }
    override close(): void {
      super.close();
      peers.delete(this.pc);
    }
  }
  Object.assign(self, { window: { RTCPeerConnection: Bridged } });
}

class PeerConnection implements PeerState {
  localDescription: PeerState["localDescription"] = null;
  remoteDescription: PeerState["remoteDescription"] = null;
  currentLocalDescription: PeerState["currentLocalDescription"] = null;
  currentRemoteDescription: PeerState["currentRemoteDescription"] = null;
  pendingLocalDescription: PeerState["pendingLocalDescription"] = null;
  pendingRemoteDescription: PeerState["pendingRemoteDescription"] = null;
  signalingState = "stable";
  iceGatheringState = "new";
  iceConnectionState = "new";
  connectionState = "new";
  canTrickleIceCandidates: boolean | null = null;
  sctp = null;

  onsignalingstatechange: Handler = null;
  onicegatheringstatechange: Handler = null;
  oniceconnectionstatechange: Handler = null;
  onconnectionstatechange: Handler = null;
  onnegotiationneeded: Handler = null;
  onicecandidate: Handler = null;
  ondatachannel: Handler = null;

  private readonly channels = new Map<number, Channel>();
  private readonly calls = new Map<number, PromiseWithResolvers<unknown>>();
  private count = 0;

  constructor(
    protected readonly pc: number,
    private configuration: unknown,
    private readonly post: (message: ToHost) => void,
  ) {
    post({ pc, make: configuration });
  }

  createOffer = (options?: unknown) => this.call("createOffer", options);
  createAnswer = (options?: unknown) => this.call("createAnswer", options);
  setLocalDescription = (description?: unknown) => this.call("setLocalDescription", description);
  setRemoteDescription = (description: unknown) => this.call("setRemoteDescription", description);
  addIceCandidate = (candidate: unknown) => this.call("addIceCandidate", candidate);

  getConfiguration(): unknown {
    return this.configuration;
  }

  setConfiguration(configuration: unknown): void {
    this.configuration = configuration;
    this.post({ pc: this.pc, configure: configuration });
  }

  createDataChannel(label: string, options?: unknown): Channel {
    if (this.connectionState === "closed") throw new DOMException("the connection is closed", "InvalidStateError");
    const channel = new Channel(label);
    this.channels.set(++this.count, channel);
    this.post({ pc: this.pc, open: this.count, label, options });
    return channel;
  }

  close(): void {
    this.post({ pc: this.pc, close: true });
    this.signalingState = this.iceConnectionState = this.connectionState = "closed";
    this.settleAll(new DOMException("the connection was closed", "InvalidStateError"));
    for (const channel of this.channels.values()) {
      if (channel.readyState !== "closed") channel.report({ event: "close" });
    }
  }

  receive(message: FromHost<RTCDataChannel>): void {
    if ("failed" in message) return this.fail(message.failed);
    Object.assign(this, message.state);
    if ("call" in message) this.answer(message.call, message.value, message.error);
    else if ("channel" in message) this.join(message.channel, message.birth, message.way);
    else this[`on${message.event}`]?.({ type: message.event, candidate: message.candidate });
  }

  private call(method: PeerMethod, argument: unknown): Promise<unknown> {
    const pending = Promise.withResolvers<unknown>();
    this.calls.set(++this.count, pending);
    this.post({ pc: this.pc, call: this.count, method, argument });
    return pending.promise;
  }

  private answer(call: number, value: unknown, error?: { name: string; message: string }): void {
    const pending = this.calls.get(call);
    this.calls.delete(call);
    if (error) pending?.reject(new DOMException(error.message, error.name));
    else pending?.resolve(value);
  }

  private join(number: number, birth: ChannelBirth, way: ChannelWay<RTCDataChannel>): void {
    const ours = this.channels.get(number);
    if (ours) return ours.attach(birth, way);
    const theirs = new Channel(birth.label);
    this.channels.set(number, theirs);
    theirs.attach(birth, way);
    this.ondatachannel?.({ type: "datachannel", channel: theirs });
  }

  /** The page could not make the connection or a channel of it. */
  private fail(error: { name: string; message: string }): void {
    this.settleAll(new DOMException(error.message, error.name));
    this.connectionState = "failed";
    this.onconnectionstatechange?.({ type: "connectionstatechange" });
  }

  private settleAll(error: DOMException): void {
    for (const { reject } of this.calls.values()) reject(error);
    this.calls.clear();
  }
}
