/// Links that show a draft to its editor: what they say, and who may make and use them. Imports
/// nothing of `session`. Start at [parley.gateway.session.preview.PreviewTokens].
@NullMarked
package parley.gateway.session.preview;

import org.jspecify.annotations.NullMarked;
