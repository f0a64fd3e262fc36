# Varnish as a cache in front of `syndication serve`: the server is asked once per address, encoding and {{ fresh }}.
#
# Save it as /etc/varnish/default.vcl. Start varnishd with -p timeout_req={{ header_seconds }} -p timeout_idle={{ header_seconds }}
# -p http_req_size={{ header_kilobytes }}k -p send_timeout={{ send_total_seconds }} -p idle_send_timeout={{ send_seconds }}.
#
# More servers are more backends in a directors.round_robin(): all answer with the same bytes and ETags.

vcl 4.1;

import std;

backend server {
    .host = "{{ bind_host }}";
    .port = "{{ port }}";
    .connect_timeout = 2s;
    .first_byte_timeout = 10s;
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

acl operators {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    # Clients that read slowly, or not at all, are held here; those who send slowly, by timeout_req (2s).
    set sess.timeout_idle = {{ header_seconds }}s;
    set sess.idle_send_timeout = {{ send_seconds }}s;
    set sess.send_timeout = {{ send_total_seconds }}s;

    if (std.integer(req.http.Content-Length, 0) > {{ body_kilobytes * 1024 }}) {
        return (synth(413));            # nothing that is sent to us has a body
    }
    # Spelt with %, it would reach the server as the same address.
    if (req.url ~ "(?i)^/+(m|%6d)(e|%65)(t|%74)(r|%72)(i|%69)(c|%63)(s|%73)/?(\?|$)") {
        if (client.ip !~ operators) {
            return (synth(403));
        }
        return (pass);
    }
    if (req.url ~ "^/(healthz|readyz)(\?|$)") {
        return (pass);                  # never cached
    }

    # A query counts, except where a path is that of a document: it plays a part where something is computed
    # from it, and where there is a redirect to that.
    if (req.url ~ "^(/[^/?%]+)*/?\?" && req.url !~ "(?i)^/(feed\.(atom|rss|json)|oembed|[^/?]+/search)/?\?") {
        set req.url = regsub(req.url, "\?.*$", "");
    }
    unset req.http.Cookie;              # nobody is known here
    unset req.http.Authorization;

    # Three encodings are kept apart, and not every spelling of Accept-Encoding. Varnish knows gzip only and
    # writes that header itself, so the choice goes by another name.
    unset req.http.X-Coding;
    if (req.http.Accept-Encoding ~ "(?i)(^|[\s,])br\s*(,|$|;(?!\s*q=0(\.0*)?\s*(,|$)))") {
        set req.http.X-Coding = "br";
    } elseif (req.http.Accept-Encoding ~ "(?i)(^|[\s,])gzip\s*(,|$|;(?!\s*q=0(\.0*)?\s*(,|$)))") {
        set req.http.X-Coding = "gzip";
    }

    # Stale answers: for a moment while the server is well, for a day while it is not.
    if (req.restarts == 0 && std.healthy(req.backend_hint)) {
        set req.grace = {{ fresh }};
    } else {
        set req.grace = 1d;
    }
}

sub vcl_hash {
    hash_data(req.url + " " + req.http.X-Coding);
    return (lookup);                    # the same for every Host
}

sub vcl_backend_fetch {
    unset bereq.http.Accept-Encoding;
    if (bereq.http.X-Coding) {
        set bereq.http.Accept-Encoding = bereq.http.X-Coding;
    }
    unset bereq.http.X-Coding;
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            return (abandon);           # what we have is better
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
        return (deliver);
    }
    # Cache-Control is for readers; here the server is near, and asking it again costs a 304.
    set beresp.ttl = {{ fresh }};
    set beresp.grace = 1d;
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
}

sub vcl_deliver {
    if (resp.status >= 500 && req.restarts == 0) {
        return (restart);               # and take what is stale, where there is anything
    }
    # Only the date that was given out is answered with 304: readers make up others.
    if (req.http.If-Modified-Since && req.http.If-Modified-Since != resp.http.Last-Modified) {
        unset req.http.If-Modified-Since;
    }
    # Readers send lists of tags, and Varnish compares one.
    if (req.http.If-None-Match == "*" || std.strstr(req.http.If-None-Match, resp.http.ETag)) {
        set req.http.If-None-Match = resp.http.ETag;
    }
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
