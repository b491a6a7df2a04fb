package parley.protocol.frame;

/// What kind of device a visitor uses, by its own account.
public enum Device implements WireName {
    DESKTOP,
    MOBILE,
    TABLET
}
