package parley.protocol.frame;

import parley.protocol.value.WireName;

/// What kind of device a visitor uses, by its own account.
public enum Device implements WireName {
    DESKTOP,
    MOBILE,
    TABLET
}
