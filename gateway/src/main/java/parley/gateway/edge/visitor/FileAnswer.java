package parley.gateway.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import parley.gateway.edge.pages.PageFile;

/// A file of the widget as an HTTP answer: any site may load it, what has the build in its address
/// is kept for ever (pages/README.md).
final class FileAnswer {
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String FOR_MINUTES = "public, max-age=300";

    private FileAnswer() {}

    static ByteBuf of(PageFile file, RequestHead head) {
        if (head.lists("if-none-match", file.etag()) || head.lists("if-none-match", "*")) {
            return Answers.ascii(
                    HttpStatus.NOT_MODIFIED.line() + "\r\n" + common(file, head) + "\r\n");
        }
        boolean gzip = head.lists("accept-encoding", "gzip");
        var body = gzip ? file.gzip() : file.plain();
        var start =
                HttpStatus.OK.line()
                        + "\r\n"
                        + common(file, head)
                        + "content-type: "
                        + file.type()
                        + "\r\ncontent-length: "
                        + body.length
                        + (gzip ? "\r\ncontent-encoding: gzip" : "")
                        + "\r\n\r\n";
        return Unpooled.wrappedBuffer(Answers.ascii(start), Unpooled.wrappedBuffer(body));
    }

    private static String common(PageFile file, RequestHead head) {
        boolean named = !head.path().equals("/loader.js");
        return "etag: "
                + file.etag()
                + "\r\ncache-control: "
                + (named ? FOR_EVER : FOR_MINUTES)
                + "\r\nvary: accept-encoding\r\naccess-control-allow-origin: *\r\n"
                + "cross-origin-resource-policy: cross-origin\r\n"
                + "x-content-type-options: nosniff\r\nconnection: close\r\n";
    }
}
