import type * as pulumi from "@pulumi/pulumi";

/** An SSH server between the machine that runs Pulumi and a host. */
export interface JumpHostArgs {
  /** Name or address, as the server before it (or the machine that runs Pulumi) reaches it. */
  host: pulumi.Input<string>;
  /** SSH host key: the fingerprint (`SHA256:...`) or the public key (`ssh-ed25519 AAAA...`). */
  hostKey: pulumi.Input<string>;
  /** @default 22 */
  port?: pulumi.Input<number>;
  /** @default the user of the host */
  user?: pulumi.Input<string>;
}
