/// Chat channels and hours as JSON: one form for REST and for what the database keeps. Reading is
/// strict and names every problem at once. Of libraries only Jackson may be imported here.
///
/// Start with [parley.gateway.availability.json.ChannelJson] and
/// [parley.gateway.availability.json.HoursJson].
@NullMarked
package parley.gateway.availability.json;

import org.jspecify.annotations.NullMarked;
