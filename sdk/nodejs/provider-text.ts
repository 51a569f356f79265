/**
 * What stands in a resource's state as its provider, for ever: refresh and destroy run the text of the state. It holds
 * no code and no value, only the name to load, so that a new version of the package works on old states.
 */
export const DAEMON_PROVIDER = 'exports.handler = () => require("pulumi-dockerd/provider").daemon;';
