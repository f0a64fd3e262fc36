"""An issue whose every text is full of markup."""

NASTY = (
    "</blockquote><script>alert(1)</script> ]]> &amp; <img src=x onerror=alert(1)> --> {{ 7 * 7 }} \" ' &#60;"
)
ISSUE = """\
+++
title = '''{nasty}'''
number = '''{nasty}'''
+++
January 12, 2024

{nasty}

Quote of the Week
“{nasty}”
{nasty}
{nasty}

Notable Number
{nasty}
Read more in "{nasty}," by {nasty}

Discover More
{nasty}
Watch Video
{nasty}

Question of the Week:
{nasty}
We want to hear from you:
{nasty}?
"""
