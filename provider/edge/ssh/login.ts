import type { AnyAuthMethod, AuthenticationType } from "ssh2";
import { BoundedBuffer } from "../bounded-buffer";

/** A login, and how far it got. */
export class Login {
  /** What sshd said meanwhile, such as why an account may not be used. */
  readonly banner = new BoundedBuffer(2048);
  /** Whether sshd accepted the key and asks for another factor. */
  isPartial = false;
  /** The methods that sshd would still accept. */
  accepted: readonly AuthenticationType[] = [];
  private readonly methods: AnyAuthMethod[];

  constructor(method: AnyAuthMethod) {
    // "none" first: some servers (Tailscale's) know the user already.
    this.methods = [{ type: "none", username: method.username }, method];
  }

  /** The next method to try, for ssh2, which has no answer of the host at first; false ends the login. */
  readonly next = (
    accepted: readonly AuthenticationType[] | null,
    isPartial: boolean | null,
  ): AnyAuthMethod | false => {
    this.accepted = accepted ?? [];
    this.isPartial ||= isPartial === true;
    return this.methods.shift() ?? false;
  };
}
