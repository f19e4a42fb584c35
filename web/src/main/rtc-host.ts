// The page's half of the WebRTC bridge: makes the real connections, because
// workers have none, and hands their data channels over to the worker.

import {
  peerEvents,
  type ChannelBirth,
  type FromHost,
  type PeerMethod,
  type PeerState,
  type ToHost,
} from "../shared/rtc";
import { servePort } from "./rtc-port";

/** Serves the worker at the other end of port. The returned function closes every connection. */
export function hostPeerConnections(port: MessagePort): () => void {
  const peers = new Map<number, Peer>();
  port.onmessage = ({ data }: MessageEvent<ToHost>) => {
    if ("make" in data) {
      try {
        peers.set(data.pc, new Peer(data.pc, port, data.make as RTCConfiguration));
      } catch (error) {
        port.postMessage({ pc: data.pc, failed: plainError(error) } satisfies FromHost<never>);
      }
      return;
    }
    const peer = peers.get(data.pc);
    if (!peer) return;
    if ("close" in data) {
      peer.connection.close();
      peers.delete(data.pc);
      return;
    }
    peer.receive(data);
  };
  return () => {
    for (const { connection } of peers.values()) connection.close();
    peers.clear();
    port.close();
  };
}

class Peer {
  readonly connection: RTCPeerConnection;
  private incoming = -1;

  constructor(
    private readonly pc: number,
    private readonly port: MessagePort,
    configuration: RTCConfiguration,
  ) {
    this.connection = new RTCPeerConnection(configuration);
    for (const event of peerEvents) {
      this.connection.addEventListener(event, (e) => {
        const candidate = "candidate" in e ? plainCandidate(e.candidate as RTCIceCandidate | null) : undefined;
        this.post({ pc, state: this.state(), event, candidate });
      });
    }
    this.connection.addEventListener("datachannel", (e) => this.handOver(this.incoming--, e.channel));
  }

  receive(message: Exclude<ToHost, { make: unknown } | { close: true }>): void {
    if ("method" in message) {
      void this.call(message.call, message.method, message.argument);
    } else if ("configure" in message) {
      this.connection.setConfiguration(message.configure as RTCConfiguration);
    } else {
      this.open(message.open, message.label, message.options as RTCDataChannelInit);
    }
  }

  private async call(call: number, method: PeerMethod, argument: unknown) {
    try {
      const connection = this.connection as unknown as Record<PeerMethod, (argument: unknown) => Promise<unknown>>;
      const value = await connection[method](argument);
      this.post({ pc: this.pc, state: this.state(), call, value: plainDescription(value) });
    } catch (error) {
      this.post({ pc: this.pc, state: this.state(), call, error: plainError(error) });
    }
  }

  private open(channel: number, label: string, options: RTCDataChannelInit) {
    try {
      this.handOver(channel, this.connection.createDataChannel(label, defined(options)));
    } catch (error) {
      this.post({ pc: this.pc, failed: plainError(error) });
    }
  }

  /** A channel can be transferred only in the task that made it, so this must not wait. */
  private handOver(channel: number, real: RTCDataChannel) {
    real.binaryType = "arraybuffer";
    const message = { pc: this.pc, state: this.state(), channel, birth: birth(real) };
    try {
      this.post({ ...message, way: { real } }, real as unknown as Transferable);
    } catch {
      const { port1, port2 } = new MessageChannel();
      servePort(real, port1);
      this.post({ ...message, way: { port: port2 } }, port2);
    }
  }

  private post(message: FromHost<RTCDataChannel>, ...transfer: Transferable[]) {
    this.port.postMessage(message, transfer);
  }

  private state(): PeerState {
    const c = this.connection;
    return {
      localDescription: plainDescription(c.localDescription),
      remoteDescription: plainDescription(c.remoteDescription),
      currentLocalDescription: plainDescription(c.currentLocalDescription),
      currentRemoteDescription: plainDescription(c.currentRemoteDescription),
      pendingLocalDescription: plainDescription(c.pendingLocalDescription),
      pendingRemoteDescription: plainDescription(c.pendingRemoteDescription),
      signalingState: c.signalingState,
      iceGatheringState: c.iceGatheringState,
      iceConnectionState: c.iceConnectionState,
      connectionState: c.connectionState,
      canTrickleIceCandidates: c.canTrickleIceCandidates,
    };
  }
}

function birth(c: RTCDataChannel): ChannelBirth {
  const { label, protocol, ordered, negotiated, maxPacketLifeTime, maxRetransmits, id, readyState } = c;
  return { label, protocol, ordered, negotiated, maxPacketLifeTime, maxRetransmits, id, readyState };
}

function plainDescription(value: unknown): { type: string; sdp: string } | null {
  const description = value as RTCSessionDescription | null | undefined;
  return description ? { type: description.type, sdp: description.sdp } : null;
}

function plainCandidate(c: RTCIceCandidate | null): unknown {
  if (!c) return null;
  const { foundation, component, priority, address, protocol, port, type, relatedAddress, relatedPort } = c;
  return { ...c.toJSON(), foundation, component, priority, address, protocol, port, type, relatedAddress, relatedPort };
}

function plainError(error: unknown): { name: string; message: string } {
  return error instanceof Error || error instanceof DOMException
    ? { name: error.name, message: error.message }
    : { name: "Error", message: String(error) };
}

/** Drops undefined members; createDataChannel takes some of them for zero. */
function defined<T extends object>(options: T | undefined): T {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as T;
}

