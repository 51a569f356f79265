/**
 * The provider's text in a resource's state, which never changes: refresh and destroy run the text of the state. It contains
 * no code and no values, only the name of the module to load, so that a new version of the package works with old states.
 */
export const DAEMON_PROVIDER = 'exports.handler = () => require("pulumi-dockerd/provider").daemon;';
