import type { AnyAuthMethod, AuthenticationType } from "ssh2";
import { BoundedBuffer } from "../bounded-buffer";

/** The progress of a login. */
export class Login {
  /** sshd's banner, which may say why an account is refused. */
  readonly banner = new BoundedBuffer(2048);
  /** Whether sshd accepted the key and requires another factor. */
  isPartial = false;
  /** The methods that sshd still accepts. */
  accepted: readonly AuthenticationType[] = [];
  private readonly methods: AnyAuthMethod[];

  constructor(method: AnyAuthMethod) {
    // Some servers (Tailscale's) have authenticated the user already and accept "none".
    this.methods = [{ type: "none", username: method.username }, method];
  }

  /** ssh2's authHandler: returns the next method to try, or false for the end. `accepted` is null at the first call. */
  readonly next = (
    accepted: readonly AuthenticationType[] | null,
    isPartial: boolean | null,
  ): AnyAuthMethod | false => {
    this.accepted = accepted ?? [];
    this.isPartial ||= isPartial === true;
    return this.methods.shift() ?? false;
  };
}
