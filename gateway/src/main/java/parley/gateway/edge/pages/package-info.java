/// The files of the widget, the console and the demo shop, read once and ready to send. Start at
/// [parley.gateway.edge.pages.PageFiles]. Imports nothing of ours.
@NullMarked
package parley.gateway.edge.pages;

import org.jspecify.annotations.NullMarked;
