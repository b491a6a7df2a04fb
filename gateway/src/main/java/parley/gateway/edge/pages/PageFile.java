package parley.gateway.edge.pages;

/// One file as it goes out. The arrays are shared by every response: never written to.
///
/// @param path where it is, such as `console/index.html`
/// @param type its content type
/// @param plain its bytes
/// @param gzip its bytes for `accept-encoding: gzip`
/// @param etag the quoted hash of `plain`
@SuppressWarnings("ArrayRecordComponent") // never compared, never written to
public record PageFile(String path, String type, byte[] plain, byte[] gzip, String etag) {}
